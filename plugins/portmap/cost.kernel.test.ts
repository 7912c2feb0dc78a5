import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { systemPath } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';

const tools = ['nft', 'iptables', 'ip6tables', 'iptables-restore', 'ip6tables-restore', 'conntrack'];

/** Programs that write down what they are called with, and do it. */
function watched() {
  const folder = mkdtempSync(`${tmpdir()}/watched-`);
  for (const tool of tools) {
    writeFileSync(
      `${folder}/${tool}`,
      `#!/bin/sh\necho "${tool} $*" >>${folder}/log\nexec /usr/sbin/${tool} "$@"\n`,
    );
    chmodSync(`${folder}/${tool}`, 0o755);
  }
  return {
    env: { PATH: `${folder}:${systemPath}` },
    calls() {
      const lines = readFileSync(`${folder}/log`, 'utf8').trim().split('\n');
      rmSync(`${folder}/log`);
      return lines.sort();
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const restore = ['ip6tables-restore --noflush --wait', 'iptables-restore --noflush --wait'];
const owner = (tool: string) =>
  expect.stringMatching(new RegExp(`^${tool} --wait 20 --table nat --list-rules WEFT-OWNER-[0-9a-f]{16}$`));

describe.each([
  ['nftables', ['nft -f -'], ['nft -f -'], ['nft -f -']],
  // The last: whether anybody else needs route_localnet.
  [
    'iptables',
    restore,
    [owner('ip6tables'), restore[0], owner('iptables'), restore[1], restore[1]],
    [owner('ip6tables'), owner('iptables')],
  ],
])('portmap with %s beside others', (backend, add, del, nothing) => {
  test('adds and deletes in a transaction for each tool, and lists nothing of others', async () => {
    await using host = await throwawayHost();
    using tools = watched();
    const net = new PortNetwork(host, { backend });
    const [first, web, bare] = [
      await host.container('first'),
      await host.container('web'),
      await host.container('bare'),
    ];
    await net.add(first, [tcp(8080, 80), tcp(9000, 80)]);
    const prevResult = await net.bridge.add(web);
    const call = net.call({ ports: [tcp(8081, 80), tcp(9001, 443)], prevResult });
    await net.portmap.add(web, { ...call, env: tools.env });
    expect(tools.calls()).toEqual(add);
    await net.portmap.del(web, { ...call, env: tools.env });
    expect(tools.calls()).toEqual(del);
    await net.portmap.del(bare, { env: tools.env });
    expect(tools.calls()).toEqual(nothing);
    await net.portmap.add(web, { ...net.call({ ports: [udp(9002, 53)], prevResult }), env: tools.env });
    expect(tools.calls().filter((line) => line.startsWith('conntrack'))).toEqual([
      'conntrack -L -p udp --orig-port-dst 9002',
    ]);
  }, 20_000);
});
