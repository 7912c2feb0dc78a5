import { callPlugin, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { attachments, configurationOf } from './attachments.ts';

/**
 * True if the reference of this machine masquerades with nftables when it is told to. Versions before 1.6 pass over the key
 * and use iptables: to compare with that would be to compare two different things. Throws if it refuses the call.
 */
export async function referenceKnowsNftables(): Promise<boolean> {
  await using host = await throwawayHost();
  const { netns, id } = await host.container();
  const own = { network: 'probe', subnet: '10.92.0.0/16', device: '', hostPort: 0 };
  const { exitCode, stdout, stderr } = await callPlugin({
    host,
    type: 'bridge',
    cniPath: referencePlugins,
    command: 'ADD',
    containerId: id,
    netns,
    ifName: 'eth0',
    conf: configurationOf(attachments['bridge ipMasq nftables'], own),
  });
  if (exitCode !== 0) throw new Error(`Cannot attach with the reference: ${stdout}${stderr}`);
  return !(await host.ok(['iptables-save', '-t', 'nat'])).stdout.includes('MASQUERADE');
}
