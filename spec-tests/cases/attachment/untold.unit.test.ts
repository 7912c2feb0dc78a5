import type { KernelFacts } from './kernelFacts.ts';
import { type Moment, untold } from './untold.ts';

const link = (ifname: string, ...addresses: object[]) => ({ ifname, flags: ['UP'], addr_info: addresses });
const facts = (...links: object[]) => ({ links, routes: [] }) as unknown as KernelFacts;
const address = { family: 'inet', local: '10.88.0.2', prefixlen: 24, scope: 'global' };
const linkLocal = { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' };

const before: Moment = { host: facts(link('lo')), container: facts(link('lo')) };
const after: Moment = {
  host: facts(link('lo'), link('veth1')),
  container: facts(link('lo'), link('eth0', address, linkLocal)),
};
const interfaces = [{ name: 'veth1' }, { name: 'eth0', sandbox: '/run/netns/c1' }];
const ips = [{ address: '10.88.0.2/24', interface: 1 }];

test('a result that lists every new link and every assigned address leaves nothing untold', () => {
  expect(untold({ interfaces, ips }, before, after)).toEqual({ interfaces: [], addresses: [] });
});

test('a link on the host that is not listed is untold', () => {
  expect(untold({ interfaces: interfaces.slice(1), ips }, before, after).interfaces).toEqual([
    'veth1 on the host',
  ]);
});

test('a link listed in the wrong place is untold', () => {
  const misplaced = [{ name: 'veth1' }, { name: 'eth0' }];
  expect(untold({ interfaces: misplaced, ips }, before, after).interfaces).toEqual(['eth0 in the container']);
});

test('an assigned address that is not listed is untold', () => {
  expect(untold({ interfaces }, before, after).addresses).toEqual(['10.88.0.2/24 on eth0']);
});

test('an address that is listed in another spelling is told', () => {
  const own = { family: 'inet6', local: 'fd00:9::2', prefixlen: 64, scope: 'global' };
  const made = { ...after, container: facts(link('lo'), link('eth0', own)) };
  expect(untold({ ips: [{ address: 'FD00:9::02/64' }] }, before, made).addresses).toEqual([]);
});

test('what was there before is nobody’s to tell', () => {
  expect(untold({}, after, after)).toEqual({ interfaces: [], addresses: [] });
});
