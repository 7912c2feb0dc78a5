import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { type Mapping, PortNetwork, tcp, udp } from './testPorts.ts';
import { left } from './testRules.ts';

describe.each(['nftables', 'iptables'])('portmap ADD with %s', (backend) => {
  test.each<[string, Mapping[], Mapping[], string]>([
    ['the same port', [tcp(8080, 80)], [tcp(9000, 90), tcp(8080, 81)], 'tcp 8080'],
    ['the same port of IPv6 alone', [tcp(8080, 80, '::')], [tcp(8080, 80)], 'tcp 8080'],
    [
      'the same port and address',
      [tcp(8080, 80, '10.1.2.1')],
      [tcp(8080, 80, '10.1.2.1')],
      'tcp 10.1.2.1:8080',
    ],
    [
      'an address of a port taken for all',
      [udp(8080, 80)],
      [udp(8080, 80, 'fd00:1::1')],
      'udp [fd00:1::1]:8080',
    ],
    ['all addresses of a port taken for one', [tcp(8080, 80, '127.0.0.1')], [tcp(8080, 80)], 'tcp 8080'],
  ])(
    'refuses %s that another has, names its owner and leaves nothing',
    async (_, first, second, port) => {
      await using host = await throwawayHost();
      const net = new PortNetwork(host, { backend });
      const [web, other] = [await host.container('web'), await host.container('other')];
      await net.add(web, first);
      const before = await left(host);
      const prevResult = await net.bridge.add(other);
      const error = await net.portmap.refused('ADD', other, net.call({ ports: second, prevResult }));
      expect([error.code, error.msg]).toEqual([
        106,
        expect.stringContaining(
          `Cannot forward port ${port}: "eth0" of container "web" in network "mynet" has`,
        ),
      ]);
      expect(await left(host)).toEqual(before);
      await net.portmap.del(web);
      await net.portmap.add(other, net.call({ ports: second, prevResult }));
      await net.portmap.check(other, prevResult, net.call({ ports: second }));
    },
    20_000,
  );
});
