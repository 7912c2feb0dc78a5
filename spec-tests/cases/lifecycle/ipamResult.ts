import { contains, parseCidr } from '../../../lib/net/cidr.ts';
import { parseIp } from '../../../lib/net/ip.ts';
import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { Case } from '../../conformance/case.ts';
import type { PluginConf } from '../../conformance/profile.ts';
import { canonicalSubnet } from '../attachment/spelling.ts';

/** What an IPAM plugin returns to the plugin above it. */
export const ipamResult: Case[] = [
  {
    name: 'ipam/result',
    title: 'the result of an IPAM plugin has addresses and routes, and no interfaces',
    judges: ['DLG-10', 'DLG-12'],
    kinds: ['ipam'],
    since: '0.3.0',
    async run(trial) {
      const { call, result } = await trial.add();
      const { ips = [], interfaces = [] } = result;
      trial.judge('DLG-10', interfaces.length === 0, 'no "interfaces"', call.stdout);
      const indexed = ips.some((ip) => ip.interface !== undefined);
      trial.judge('DLG-10', !indexed, 'no "interface" in "ips"', call.stdout);
      const whole = ips.length > 0 && ips.every(({ address }) => parseCidr(address ?? '') !== undefined);
      trial.judge('DLG-12', whole, 'at least one address, each with the length of its prefix', call.stdout);
      const told = (result.routes ?? []).map(({ dst }) => canonicalSubnet(dst));
      const lost = routesOf(trial.conf()).filter((dst) => !told.includes(canonicalSubnet(dst)));
      trial.judge('DLG-12', lost.length === 0, 'the routes of the configuration', lost);
      const strange = gatewaysElsewhere(ips);
      trial.observe('DLG-12', strange.length === 0, 'gateways in the subnet of their address', strange);
    },
  },
];

/** Destinations that the configuration asks for. */
function routesOf({ ipam }: PluginConf): string[] {
  const { routes } = (ipam ?? {}) as { routes?: { dst?: string }[] };
  return Array.isArray(routes) ? routes.flatMap(({ dst }) => dst ?? []) : [];
}

function gatewaysElsewhere(ips: NonNullable<PluginOutput['ips']>): string[] {
  return ips.flatMap(({ address = '', gateway = '' }) => {
    const [subnet, ip] = [parseCidr(address), parseIp(gateway)];
    return subnet && ip && !contains(subnet, ip) ? [`${gateway} for ${address}`] : [];
  });
}
