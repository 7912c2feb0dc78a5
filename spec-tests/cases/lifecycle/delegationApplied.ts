import { isDeepStrictEqual } from 'node:util';
import { renderResult } from '../../../lib/spec/convert.ts';
import type { Result } from '../../../lib/spec/result.ts';
import { current } from '../../../lib/spec/version.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { canonicalCidr, canonicalSubnet } from '../attachment/spelling.ts';
import { ownIndex } from './attachmentFacts.ts';
import { delegatesNothing, spyOnIpam } from './spied.ts';

/** Two families, a route by way of a gateway and one without, and DNS. */
const given: Result = {
  cniVersion: current,
  ips: [
    { address: '10.77.0.9/24', gateway: '10.77.0.1' },
    { address: 'fd00:77::9/64', gateway: 'fd00:77::1' },
  ],
  routes: [
    { dst: '198.18.7.0/24', gw: '10.77.0.1' },
    { dst: '198.18.8.0/24' },
    { dst: '2001:db8:7::/48', gw: 'fd00:77::1' },
  ],
  dns: { nameservers: ['192.0.2.53'], search: ['example.org'] },
};

/** What the plugin does with the result of a delegated plugin: all of it. */
export const delegationApplied: Case[] = [
  {
    name: 'delegation/applied',
    title: 'the addresses and routes of the delegated plugin are in the container and in the result',
    judges: ['DLG-13'],
    kinds: ['interface'],
    since: '0.3.0',
    unless: delegatesNothing,
    async run(trial) {
      spyOnIpam(trial, { ADD: { stdout: renderResult(given, trial.subject.version) } });
      const { result } = await trial.add();
      const ips = result.ips ?? [];
      const routes = result.routes ?? [];
      const [addresses, destinations] = [await addressesIn(trial), await destinationsIn(trial)];
      for (const { address } of given.ips ?? []) {
        const said = ips.some((ip) => canonicalCidr(ip.address) === address);
        trial.judge('DLG-13', addresses.includes(address), `${address} on the interface`, addresses);
        trial.judge('DLG-13', said, `${address} in the result`, JSON.stringify(ips));
      }
      for (const { dst } of given.routes ?? []) {
        const said = routes.some((route) => canonicalSubnet(route.dst) === dst);
        trial.judge(
          'DLG-13',
          destinations.includes(dst),
          `the route to ${dst} in the container`,
          destinations,
        );
        trial.judge('DLG-13', said, `the route to ${dst} in the result`, JSON.stringify(routes));
      }
      const own = ownIndex(trial, result);
      const placed = ips.every((ip) => ip.interface === own);
      trial.observe('DLG-13', placed, '"interface" of each address filled in', JSON.stringify(ips));
      const asks = 'dns' in trial.subject.profile.conf;
      const dns = asks || isDeepStrictEqual(result.dns, given.dns);
      trial.observe('DLG-13', dns, 'its DNS in the result', JSON.stringify(result.dns ?? {}));
    },
  },
];

async function addressesIn(trial: Trial): Promise<string[]> {
  const [link] = await trial.container.ipJson('address', 'show', 'dev', trial.ifName);
  return (link?.addr_info ?? []).map((one) => `${one.local}/${one.prefixlen}`);
}

async function destinationsIn(trial: Trial): Promise<string[]> {
  const both = ['-4', '-6'].map((family) => trial.container.ipJson(family, 'route', 'show', 'table', 'all'));
  return (await Promise.all(both)).flat().map((route) => String(route.dst));
}
