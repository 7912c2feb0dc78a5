import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { difference } from '../../lib/testing/difference.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp, udp } from './testPorts.ts';

const ports = [tcp(8080, 80), tcp(8443, 443, '127.0.0.1'), tcp(8443, 443, 'fd00:1::1'), udp(8053, 53)];

/**
 * Programs that do what the real ones do, but for the calls that FAULT names: "nft 2" fails at the second transaction
 * of nft.
 */
function faultyTools(): { folder: string } & Disposable {
  const folder = mkdtempSync(`${tmpdir()}/faulty-`);
  for (const tool of ['nft', 'iptables-restore', 'ip6tables-restore']) {
    const count = `n=$(cat ${folder}/${tool}.count 2>/dev/null || echo 0); n=$((n + 1)); echo $n >${folder}/${tool}.count`;
    const fail = `case "$FAULT " in "${tool} $n "|"${tool} all ") echo "broken on purpose" >&2; exit 4;; esac`;
    writeFileSync(`${folder}/${tool}`, `#!/bin/sh\n${count}\n${fail}\nexec /usr/sbin/${tool} "$@"\n`);
    chmodSync(`${folder}/${tool}`, 0o755);
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** How many times ADD calls each tool on a host where others have ports already. */
async function callsOf(backend: string): Promise<string[]> {
  await using host = await throwawayHost();
  using tools = faultyTools();
  const net = new PortNetwork(host, { backend });
  const [first, web] = [await host.container('first'), await host.container('web')];
  await net.add(first, [tcp(8070, 80, 'fd00:1::1')]);
  const prevResult = await net.bridge.add(web);
  await net.portmap.add(web, {
    ...net.call({ ports, prevResult }),
    env: { PATH: `${tools.folder}:${systemPath}` },
  });
  return ['nft', 'iptables-restore', 'ip6tables-restore'].flatMap((tool) => {
    const count = read(`${tools.folder}/${tool}.count`);
    return Array.from({ length: count }, (_, n) => `${tool} ${n + 1}`);
  });
}

function read(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

describe.each(['nftables', 'iptables'])('portmap ADD with %s that fails', (backend) => {
  test('leaves nothing of its own, whichever transaction it is, and no port taken', async () => {
    const calls = await callsOf(backend);
    const names = backend === 'nftables' ? ['nft'] : ['iptables-restore', 'ip6tables-restore'];
    expect(calls.length).toBeGreaterThanOrEqual(names.length);
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const [first, web] = [await host.container('first'), await host.container('web')];
    await net.add(first, [tcp(8070, 80, 'fd00:1::1')]);
    const prevResult = await net.bridge.add(web);
    const failing: string[] = [];
    for (const fault of [...calls, ...names.map((name) => `${name} all`)]) {
      using tools = faultyTools();
      const before = await snapshot(host, web);
      const env = { PATH: `${tools.folder}:${systemPath}`, FAULT: fault };
      const outcome = await net.portmap.call('ADD', web, { ...net.call({ ports, prevResult }), env });
      if (outcome.exitCode === 0) await net.portmap.del(web);
      else failing.push(fault);
      const left = difference(before, await snapshot(host, web));
      expect({ fault, left: left.filter((line) => !isShared(line)) }).toEqual({ fault, left: [] });
    }
    expect(failing).toEqual(expect.arrayContaining(names.map((name) => `${name} all`)));
    await net.portmap.add(web, net.call({ ports, prevResult }));
    await net.portmap.check(web, prevResult, net.call({ ports }));
  }, 40_000);

  test('leaves nothing where the version cannot tell the result', async () => {
    await using host = await throwawayHost();
    const net = new PortNetwork(host, { backend });
    const web = await host.container('web');
    const before = await snapshot(host, web);
    const prevResult = { cniVersion: '0.2.0', ip4: { ip: 'nonsense' } };
    await net.portmap.refused('ADD', web, net.call({ ports, prevResult, conf: { cniVersion: '0.2.0' } }));
    expect(difference(before, await snapshot(host, web))).toEqual([]);
  }, 20_000);
});

/** What is made once for all and stays until GC: groups of ports, the entry to them, the chain of a subnet. */
function isShared(line: string): boolean {
  return (
    /:WEFT-(HP|HOSTPORT)|-A WEFT-HOSTPORT |"weft: (port mappings|masquerade port)|chain inet weft-portmap|rule inet weft-portmap|set inet weft-portmap|map inet weft-portmap/.test(
      line,
    ) &&
    !/weft:portmap:/.test(line) &&
    !/one[46]-/.test(line)
  );
}
