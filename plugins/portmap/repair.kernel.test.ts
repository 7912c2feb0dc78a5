import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';
import { rules } from './testRules.ts';
import { ask, serve } from './testTraffic.ts';

const ports = [tcp(8080, 80), tcp(8443, 443, '127.0.0.1'), tcp(8444, 443, 'fd00:1::1'), udp(8053, 53)];

describe.each(['nftables', 'iptables'])('portmap with %s', (backend) => {
  test.each<[string, string[], RegExp]>(
    backend === 'nftables'
      ? [
          ['the ruleset', ['nft', 'flush', 'ruleset'], /table inet weft-portmap is gone/],
          [
            'a chain',
            ['nft', 'flush', 'chain', 'inet', 'weft-portmap', 'prerouting'],
            /"prerouting" of table/,
          ],
          [
            'a map',
            ['nft', 'flush', 'map', 'inet', 'weft-portmap', 'open4'],
            /tcp 8080 to 10.1.2.2:80 is not forwarded/,
          ],
          [
            'masquerade',
            ['nft', 'flush', 'map', 'inet', 'weft-portmap', 'inside6'],
            /tcp 8080 to \[fd00:1::2\]:80 is not masq/,
          ],
        ]
      : [
          ['the ruleset', ['nft', 'flush', 'ruleset'], /tcp 8080 to 10.1.2.2:80 is not forwarded/],
          ['the table', ['iptables', '-t', 'nat', '-F'], /tcp 8080 to 10.1.2.2:80 is not forwarded/],
          ['the entry', ['iptables', '-t', 'nat', '-F', 'PREROUTING'], /chain PREROUTING does not lead/],
          [
            'masquerade',
            ['iptables', '-t', 'nat', '-F', 'POSTROUTING'],
            /chain POSTROUTING does not masquerade/,
          ],
          [
            'a port',
            ['ip6tables', '-t', 'nat', '-F', 'WEFT-PORT-TCP-8080'],
            /tcp 8080 to \[fd00:1::2\]:80 is not/,
          ],
        ],
  )(
    'says what is missing after a flush of %s, and puts exactly that back',
    async (_, flush, finding) => {
      await using host = await throwawayHost();
      const net = new PortNetwork(host, { backend });
      const web = await host.container('web');
      const prevResult = await net.add(web, ports);
      const whole = await rules(host);
      await host.ok(flush);
      const error = await net.portmap.refused('CHECK', web, net.call({ ports, prevResult }));
      expect([error.code, error.details]).toEqual([101, expect.stringMatching(finding)]);
      expect((await net.portmap.call('REPAIR', web, net.call({ ports, prevResult }))).stdout).toBe('');
      expect(sorted(await rules(host)).filter((line) => !/WEFT-MASQ/.test(line))).toEqual(
        sorted(whole).filter((line) => !/WEFT-MASQ/.test(line)),
      );
      await expectReached(host, web);
    },
    20_000,
  );
});

function sorted(lines: string[]): string[] {
  return [...lines].sort();
}

async function expectReached(host: Host, web: Container): Promise<void> {
  const server = await serve(web, 'web', 80, 443, 53);
  expect(
    await ask(host, ['tcp', '127.0.0.1', 8080], ['tcp', '127.0.0.1', 8443], ['udp', '10.1.2.1', 8053]),
  ).toEqual(Array(3).fill('web from 10.1.2.1'));
  await server.end();
}
