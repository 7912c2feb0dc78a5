/** `make demo`: the main job, shown. Ends with 1 and the reason at the first thing that is not as it should be. */
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { tell } from './story.ts';
import { Terminal } from './terminal.ts';

const start = performance.now();
const write = (text: string) => void process.stdout.write(text);
process.stdout.on('error', () => process.exit(1)); // whoever read it has gone

try {
  await demonstrate();
  write(`\nDone in ${((performance.now() - start) / 1000).toFixed(1)} s.\n`);
} catch (error) {
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function demonstrate(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('it needs root, because it makes network namespaces: sudo make demo');
  needs('ip', 'iptables', 'ip6tables', 'ping', 'nft', `${pluginsUnderTest}/cnitool`);
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  await tell(host, new Terminal(host, write));
}
