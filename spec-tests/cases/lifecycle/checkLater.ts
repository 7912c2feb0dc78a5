import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { ownIndex, ownIps, withOwnInterface } from './attachmentFacts.ts';
import { mustBeSound } from './notices.ts';

/** CHECK after plugins that come later in the chain: what they have changed is no reason to fail. */
export const checkLater: Case[] = [
  {
    name: 'check/later-plugin-added',
    title: 'CHECK does not mind interfaces, addresses, routes and rules that a later plugin has added',
    judges: ['CHK-02'],
    kinds: ['interface', 'chained', 'loopback'],
    since: '0.4.0',
    async run(trial) {
      const { result } = await trial.add();
      await mustBeSound(trial);
      await trial.sh(trial.container, extras);
      await trial.sh(trial.host, 'ip link add later0 type bridge');
      const content = async (
        prevResult: PluginOutput,
        what: string,
        judge: 'judge' | 'observe' = 'judge',
      ) => {
        const check = await trial.call('CHECK', { prevResult });
        trial[judge]('CHK-02', check.exitCode === 0, `exit status 0 with ${what}`, check);
      };
      await content(result, 'more addresses, routes and rules');
      await content(withExtraRoute(result), 'one more interface and route in prevResult as well');
      await content(withExtraAddress(trial, result), 'one more address in prevResult as well');
      await content({ ...result, 'example.org/note': {} }, 'an unknown key in prevResult', 'observe');
    },
  },
  {
    name: 'check/later-plugin-mac',
    title: 'CHECK goes by the MAC that a later plugin has set and put into the result',
    judges: ['CHK-02'],
    kinds: ['interface'],
    since: '0.4.0',
    async run(trial) {
      const { result } = await trial.add();
      await mustBeSound(trial);
      const mac = '02:00:5e:00:53:01';
      await trial.sh(trial.container, `ip link set dev $IFNAME address ${mac}`);
      const check = await trial.call('CHECK', { prevResult: withOwnInterface(trial, result, { mac }) });
      trial.judge('CHK-02', check.exitCode === 0, 'exit status 0 with the MAC changed in both', check);
    },
  },
  {
    name: 'check/result-of-the-interface-plugin',
    title: 'CHECK of an IPAM plugin takes the result that the plugin above it has completed',
    judges: ['CHK-02'],
    kinds: ['ipam'],
    since: '0.4.0',
    async run(trial) {
      const { result } = await trial.add();
      await mustBeSound(trial);
      const interfaces = [{ name: trial.ifName, mac: '02:00:5e:00:53:01', sandbox: trial.container.netns }];
      const ips = (result.ips ?? []).map((ip) => ({ ...ip, interface: 0 }));
      const completed = withExtraAddress(trial, withExtraRoute({ ...result, interfaces, ips }));
      const check = await trial.call('CHECK', { prevResult: completed });
      trial.judge('CHK-02', check.exitCode === 0, 'exit status 0 with interfaces and more addresses', check);
    },
  },
];

/** What a later plugin may well do to an interface. */
const extras = [
  'ip address add 198.18.0.9/32 dev $IFNAME',
  'ip route add 198.18.1.0/24 dev $IFNAME',
  'ip rule add from 198.18.2.1 lookup 100',
  'ip route add unreachable default metric 9999 table 100',
].join('\n');

/** The result that such a plugin hands on: the same, with more at the end of the lists. */
function withExtraRoute(result: PluginOutput): PluginOutput {
  return {
    ...result,
    interfaces: [...(result.interfaces ?? []), { name: 'later0' }],
    routes: [...(result.routes ?? []), { dst: '198.18.1.0/24' }],
  };
}

function withExtraAddress(trial: Trial, result: PluginOutput): PluginOutput {
  const at = ownIps(trial, result)[0]?.interface ?? ownIndex(trial, result);
  const family = trial.subject.version === '0.4.0' ? { version: '4' } : {};
  const ip = { ...family, address: '198.18.0.9/32', ...(at >= 0 ? { interface: at } : {}) };
  return { ...result, ips: [...(result.ips ?? []), ip] };
}
