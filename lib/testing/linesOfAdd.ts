import { pluginsUnderTest } from './callPlugin.ts';
import { ipLines } from './faultyIp.ts';
import { systemPath } from './needs.ts';
import type { Container } from './throwawayContainer.ts';
import type { Host } from './throwawayHost.ts';

/**
 * Every line that an ADD of the compiled plugin hands to `ip`, in order, as `--trace` tells. The attachment, of eth0,
 * stays. `cniPath`: where its IPAM plugin is.
 */
export async function linesOfAdd(
  host: Host,
  conf: Record<string, unknown>,
  { id, netns }: Container,
  cniPath: string,
): Promise<string[]> {
  const argv = [`${pluginsUnderTest}/${conf.type}`, 'add', id, netns, '--trace'];
  const env = { PATH: systemPath, CNI_PATH: cniPath };
  const { stderr } = await host.ok(argv, { input: JSON.stringify(conf), env });
  return ipLines(stderr);
}
