import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { difference } from '../../lib/testing/difference.ts';
import { type Fault, FaultyIp } from '../../lib/testing/faultyIp.ts';
import { linesOfAdd } from '../../lib/testing/linesOfAdd.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import type { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { type SpyPlugins, spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork } from './testDevice.ts';

let spies: SpyPlugins;
const given = {
  ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }],
  routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.1' }],
};
beforeEach(() => {
  spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: given } });
});
afterEach(() => spies[Symbol.dispose]());

async function network(host: Host): Promise<PluginNetwork> {
  await device(host, 1400);
  return deviceNetwork(host, { ipam: { type: 'spy' } }, spies.path);
}

describe.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after'])(
  'host-device ADD, at whatever line ip fails (%s)',
  (fault) => {
    test('leaves the device on the host as it was, addresses and all, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      const net = await network(host);
      const container = await host.container();
      const lines = await linesOfAdd(host, net.conf(), container, spies.path);
      await net.del(container);
      expect(lines.length).toBeGreaterThan(4);
      const own = 'ip address add 192.0.2.5/24 dev ens1; ip address add fd00:9::5/64 dev ens1 nodad';
      await host.ok(['sh', '-ec', `${own}; ip link set ens1 alias uplink`]);
      const before = await snapshot(host, container);
      for (const line of lines) {
        spies.forget();
        const { code } = await net.refused('ADD', container, { env: faulty.env(fault, line) });
        const left = difference(before, await snapshot(host, container));
        const asked = spies.log().length % 2; // ADD is followed by DEL
        expect({ line, code, left, asked }).toEqual({ line, code: 100, left: [], asked: 0 });
      }
      await net.check(container, await net.add(container));
    }, 60_000);
  },
);

describe.each<Fault>(['killed-before', 'killed-after'])(
  'host-device ADD, at whatever line it is killed (%s)',
  (fault) => {
    test('leaves a device that DEL brings back, and works the next time', async () => {
      await using host = await throwawayHost();
      using faulty = new FaultyIp();
      const net = await network(host);
      const container = await host.container();
      const before = await snapshot(host, container);
      const lines = await linesOfAdd(host, net.conf(), container, spies.path);
      await net.del(container);
      for (const line of lines) {
        const killed = await net.call('ADD', container, { env: faulty.env(fault, line) });
        expect([line, killed.signal, killed.stdout]).toEqual([line, 'SIGKILL', '']);
        await net.del(container);
        const left = difference(before, await snapshot(host, container));
        expect({ line, left }).toEqual({ line, left: [] });
      }
      await net.check(container, await net.add(container));
    }, 60_000);
  },
);

test.each([
  ['fails', { exit: 1, stdout: { cniVersion: '1.1.0', code: 142, msg: 'no more' } }, 142],
  ['gives no address', { stdout: { ips: [] } }, 103],
  ['gives an address twice', { stdout: { ips: [...given.ips, ...given.ips] } }, 100],
])('host-device ADD gives the device back where IPAM %s', async (_what, ADD, code) => {
  await using host = await throwawayHost();
  const net = await network(host);
  spies.plant('spy', { ADD });
  const container = await host.container();
  const before = await snapshot(host, container);
  expect(await net.refused('ADD', container)).toMatchObject({ code });
  expect(difference(before, await snapshot(host, container))).toEqual([]);
  expect(spies.log()).toEqual(['spy ADD', 'spy DEL']);
});

/** An `ip` before whose move somebody else makes "eth0" in the container. */
const overtaken = `#!/bin/bash
while IFS= read -r line; do
  [[ $line != 'link set dev ens1 netns'* ]] || /usr/sbin/ip -n c1 link add eth0 type bridge 2>/dev/null
  printf '%s\\n' "$line"
done | /usr/sbin/ip "$@"
`;

test('host-device fetches a device that the kernel moved before it refused the name', async () => {
  await using host = await throwawayHost();
  const folder = mkdtempSync(`${tmpdir()}/overtaken-`);
  try {
    writeFileSync(`${folder}/ip`, overtaken);
    chmodSync(`${folder}/ip`, 0o755);
    const net = await network(host);
    const container = await host.container('c1');
    await host.ok(['ip', 'address', 'add', '192.0.2.5/24', 'dev', 'ens1']);
    const before = await snapshot(host);
    const env = { PATH: `${folder}:${systemPath}` };
    expect(await net.refused('ADD', container, { env })).toMatchObject({ code: 104 });
    expect(difference(before, await snapshot(host))).toEqual([]);
    expect(await linkNames(container)).toEqual(['lo', 'eth0']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
