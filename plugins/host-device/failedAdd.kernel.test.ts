import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { attackEveryLine } from '../../lib/testing/attack.ts';
import { difference } from '../../lib/testing/difference.ts';
import type { Fault } from '../../lib/testing/faultyIp.ts';
import { ipamFailures, leavesNothingOf } from '../../lib/testing/ipamFailures.ts';
import { givenBySpy, ipamSpy } from '../../lib/testing/ipamSpy.ts';
import { linkNames } from '../../lib/testing/links.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import type { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { SpyPlugins } from '../../lib/testing/spyPlugins.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { device, deviceNetwork } from './testDevice.ts';

let spies: SpyPlugins;
beforeEach(() => {
  spies = ipamSpy({ ...givenBySpy, routes: [{ dst: '0.0.0.0/0', gw: '10.1.2.1' }] });
});
afterEach(() => spies[Symbol.dispose]());

async function network(host: Host): Promise<PluginNetwork> {
  await device(host, 1400);
  return deviceNetwork(host, { ipam: { type: 'spy' } }, spies.path);
}

test.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after'])(
  'host-device ADD, at whatever line ip fails (%s), leaves the device on the host as it was, addresses and all',
  async (fault) => {
    await using host = await throwawayHost();
    const net = await network(host);
    const own = 'ip address add 192.0.2.5/24 dev ens1; ip address add fd00:9::5/64 dev ens1 nodad';
    const prepare = () => host.ok(['sh', '-ec', `${own}; ip link set ens1 alias uplink`]);
    const container = await host.container();
    await attackEveryLine({ net, container, spies, faults: [fault], atLeast: 5, prepare });
  },
  60_000,
);

test.each<Fault>(['killed-before', 'killed-after'])(
  'host-device ADD, at whatever line it is killed (%s), leaves a device that DEL brings back',
  async (fault) => {
    await using host = await throwawayHost();
    const net = await network(host);
    await attackEveryLine({ net, container: await host.container(), spies, faults: [fault], atLeast: 5 });
  },
  60_000,
);

test.each(ipamFailures)('host-device ADD gives the device back where IPAM %s', async (...failure) => {
  await using host = await throwawayHost();
  await leavesNothingOf(failure, await network(host), await host.container(), spies);
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
