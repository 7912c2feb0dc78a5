import { renderResult } from '../../../lib/spec/convert.ts';
import type { Result } from '../../../lib/spec/result.ts';
import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import { interfaceResult } from '../../conformance/preparedInterface.ts';
import type { Trial } from '../../conformance/trial.ts';

/** Links that a plugin earlier in the chain made, beside the one that the trial prepares for chained plugins. */
const extra = 'ip link add extra0 address 02:00:00:00:0e:01 type bridge';
/** The same for a plugin that makes its own interface: another link of the container, with addresses. */
const earlier = `ip link add early0 address 02:00:00:00:0e:02 type bridge
ip address add 10.99.0.2/24 dev early0
ip address add fd00:99::2/64 dev early0 nodad
ip link set early0 up`;

const detailed = [
  { dst: '198.51.100.0/24', gw: '10.99.0.1', mtu: 1400, advmss: 1360, priority: 100, table: 100, scope: 0 },
];

/** A prevResult with everything that its version can say, of links, addresses and dns that are really there. */
export async function fullPrevResult(trial: Trial): Promise<PluginOutput> {
  const { container, subject } = trial;
  const chained = subject.profile.kind === 'chained';
  await trial.sh(trial.host, extra);
  if (!chained) await trial.sh(container, earlier);
  const prepared = interfaceResult(1, container, chained ? trial.ifName : 'early0') as unknown as Result;
  const { interfaces = [], ips = [], routes = [], dns } = prepared;
  const inside = interfaces.filter(({ sandbox }) => sandbox);
  const links = chained ? interfaces : inside.map((link) => ({ ...link, mac: '02:00:00:00:0e:02' }));
  const full = {
    cniVersion: '1.1.0',
    interfaces: [
      {
        name: 'extra0',
        mac: '02:00:00:00:0e:01',
        mtu: 1500,
        socketPath: '/run/extra.sock',
        pciID: '0000:00:1f.6',
      },
      ...links,
    ],
    ips: ips.map((ip) => ({ ...ip, interface: links.length })),
    routes: chained ? [...routes, ...detailed] : [],
    dns,
  };
  return renderResult(full as Result, subject.version) as PluginOutput;
}
