/*
 * What every kernel test stands on.
 *
 *   this machine ─── only looked at
 *   ┌ host ─────────────────────────────────┐
 *   │ lo up, own /proc /sys /run            │
 *   │ own writes below /etc /opt /var       │
 *   │   ┌ c1 ──────────┐   ┌ c2 ──────────┐ │
 *   │   │ /run/netns/… │   │ /proc/…/ns/… │ │
 *   │   └──────────────┘   └──────────────┘ │
 *   └───────────────────────────────────────┘
 */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { difference } from './difference.ts';
import { eventually } from './eventually.ts';
import { needs } from './needs.ts';
import { thisMachine } from './place.ts';
import { snapshot } from './snapshot.ts';
import { throwawayHost } from './throwawayHost.ts';

beforeAll(() => needs('ip', 'iptables', 'iptables-save', 'nft', 'tc'));

/** True while any process is in the namespace: "net:[4026532281]". */
function inUse(namespace: string): boolean {
  return readdirSync('/proc').some((entry) => /^\d+$/.test(entry) && namespaceOf(entry) === namespace);
}

function namespaceOf(pid: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined; // It ended.
  }
}

describe('throwawayHost()', () => {
  test('has loopback up, no other link, no packet filter, forwarding off', async () => {
    await using host = await throwawayHost();
    const links = await host.ipJson('link', 'show');
    expect(links.map(({ ifname, flags }) => [ifname, flags?.includes('UP')])).toEqual([['lo', true]]);
    expect((await host.ok(['nft', 'list', 'ruleset'])).stdout).toBe('');
    expect((await host.ok(['cat', '/proc/sys/net/ipv4/ip_forward'])).stdout).toBe('0\n');
    expect(readdirSync(host.outside('/sys/class/net'))).toEqual(['lo']);
  });

  test('has the folders of the CNI, empty, and a /run that is its own', async () => {
    await using host = await throwawayHost();
    for (const folder of ['/var/lib/cni', '/etc/cni/net.d', '/opt/cni/bin', '/run/netns'])
      expect([folder, readdirSync(host.outside(folder))]).toEqual([folder, []]);
    expect(readdirSync(host.outside('/run')).sort()).toEqual(['lock', 'netns', 'throwaway']);
  });

  test('keeps what is done in it away from the machine', async () => {
    const written = [
      '/var/lib/cni/weft-bench',
      '/etc/cni/net.d/weft-bench',
      '/opt/cni/bin/weft-bench',
      '/etc/weft-bench',
    ];
    const before = await snapshot(thisMachine());
    {
      await using host = await throwawayHost();
      await host.container('weft-bench');
      await host.ok(['ip', 'link', 'add', 'weft-bench0', 'type', 'bridge']);
      await host.ok(['iptables', '-t', 'nat', '-A', 'POSTROUTING', '-j', 'MASQUERADE']);
      await host.ok(['nft', 'add', 'table', 'inet', 'weft-bench']);
      await host.ok(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
      for (const path of written) host.write(path, 'x');
      expect(difference(before, await snapshot(thisMachine()))).toEqual([]);
    }
    expect(difference(before, await snapshot(thisMachine()))).toEqual([]);
    expect(written.filter((path) => existsSync(path))).toEqual([]);
  });

  test('reads and writes no file that is the machine’s', async () => {
    await using host = await throwawayHost();
    for (const path of ['/root/x', '/tmp/x', '/proc/sys/net/ipv4/ip_forward', 'etc/x']) {
      expect(() => host.write(path, 'x')).toThrow(`Cannot reach "${path}" in host`);
      expect(() => host.read(path)).toThrow(`Cannot reach "${path}" in host`);
    }
  });

  test('shows a folder of executables at /opt/cni/bin', async () => {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    await using host = await throwawayHost({ plugins: folder });
    expect(readdirSync(host.outside('/opt/cni/bin'))).toEqual(readdirSync(folder));
  });

  test('says what is wrong with a folder that is not there', async () => {
    await expect(throwawayHost({ plugins: '/no/such/folder' })).rejects.toThrow(
      /cannot open \/no\/such\/folder/,
    );
  });

  test('is one of many that do not see each other', async () => {
    const hosts = await Promise.all(['a', 'b', 'c'].map((name) => throwawayHost({ name })));
    try {
      await Promise.all(hosts.map((host) => host.ok(['ip', 'link', 'add', 'br0', 'type', 'bridge'])));
      for (const host of hosts) expect((await host.ipJson('link')).length).toBe(2);
    } finally {
      await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]()));
    }
  });

  test('is gone with its daemons when a test fails in the middle', async () => {
    let namespace = '';
    const failing = async () => {
      await using host = await throwawayHost();
      namespace = readlinkSync(`/proc/${host.pid}/ns/net`);
      await host.ok(['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 &']);
      await host.processContainer();
      throw new Error('the test failed');
    };
    await expect(failing()).rejects.toThrow('the test failed');
    expect(namespace).toMatch(/^net:/);
    expect(inUse(namespace)).toBe(false);
  });

  test('is gone with its daemons when its owner is killed', async () => {
    const owner = fileURLToPath(new URL('hostOwner.ts', import.meta.url));
    const owning = execa(process.execPath, ['--import', 'tsx', owner], { reject: false, buffer: false });
    let said = '';
    owning.stdout.on('data', (chunk) => (said += chunk));
    const pid = await eventually(
      'the host of another process',
      () => /^(\d+)\n/.exec(said)?.[1],
      Boolean,
      20_000,
    );
    const namespace = namespaceOf(pid ?? '') ?? '';
    expect(inUse(namespace)).toBe(true);
    owning.kill('SIGKILL');
    expect((await owning).signal).toBe('SIGKILL');
    await eventually(
      'the host to vanish',
      () => inUse(namespace),
      (used) => !used,
    );
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  test('collects the orphans of its daemons', async () => {
    await using host = await throwawayHost();
    const { stdout } = await host.ok(['sh', '-c', '(sh -c "sleep 0.01 & echo \\$!") ; true']);
    await eventually(
      'the orphan to be collected',
      () => existsSync(host.outside(`/proc/${stdout.trim()}`)),
      (there) => !there,
    );
  });
});

describe('run()', () => {
  test('gives exit code, output and time', async () => {
    await using host = await throwawayHost();
    const outcome = await host.run(['sh', '-c', 'cat; pwd; echo no >&2; exit 3'], { input: 'in\n' });
    expect(outcome).toMatchObject({
      exitCode: 3,
      signal: null,
      stdout: 'in\n/\n',
      stderr: 'no\n',
      timedOut: false,
    });
    expect(outcome.ms).toBeGreaterThan(0);
  });

  test('gives exactly the environment that was asked for', async () => {
    await using host = await throwawayHost();
    expect((await host.run(['/usr/bin/env'], { env: { A: 'b c' } })).stdout).toBe('A=b c\n');
  });

  test('says that a signal ended a program', async () => {
    await using host = await throwawayHost();
    expect(await host.run(['sh', '-c', 'kill -9 $$'])).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  test('says 127 for a program that is not there', async () => {
    await using host = await throwawayHost();
    expect(await host.run(['no-such-program'])).toMatchObject({ exitCode: 127, signal: null });
    expect(await thisMachine().run(['no-such-program'])).toMatchObject({ exitCode: 127, signal: null });
  });

  test('kills a program and its children at the bound', async () => {
    await using host = await throwawayHost();
    const outcome = await host.run(['sh', '-c', 'sleep 1000 & wait'], { timeout: 50 });
    expect(outcome).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: true });
    const processes = () => readdirSync(host.outside('/proc')).filter((entry) => /^\d+$/.test(entry));
    await eventually('nothing but process 1 to be left', processes, (left) => left.length === 1);
  });

  test('survives a program that does not read its input', async () => {
    await using host = await throwawayHost();
    expect(await host.run(['true'], { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
  });
});

describe('ok()', () => {
  test('throws with command, place, exit code, input and output', async () => {
    await using host = await throwawayHost({ name: 'left' });
    const failing = host.ok(['sh', '-c', 'echo out; echo err >&2; exit 4'], { input: 'in' });
    await expect(failing).rejects.toThrow(
      /^Cannot run "sh -c echo out; .*" in left: exit code 4 after \d+ ms\n--- stdin\nin\n--- stdout\nout\n--- stderr\nerr$/,
    );
  });
});

describe('container()', () => {
  test('is a namespace of the host with loopback down, named under its /run/netns', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    expect(container).toMatchObject({ id: 'c1', netns: '/run/netns/c1' });
    expect((await host.ok(['ip', 'netns', 'list'])).stdout).toBe('c1\n');
    const links = await container.ipJson('link');
    expect(links.map(({ ifname, flags }) => [ifname, flags])).toEqual([['lo', ['LOOPBACK']]]);
    await host.ok([
      'ip',
      'link',
      'add',
      'v0',
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      container.netns,
    ]);
    expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'eth0']);
  });

  test('can be removed in the middle of a test, twice', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    await container.remove();
    expect(readdirSync(host.outside('/run/netns'))).toEqual([]);
    await container.remove();
    expect((await container.run(['true'])).exitCode).not.toBe(0);
  });
});

describe('processContainer()', () => {
  test('is a namespace that lives through a process', async () => {
    await using host = await throwawayHost();
    const container = await host.processContainer();
    expect(container.netns).toMatch(/^\/proc\/\d+\/ns\/net$/);
    await host.ok([
      'ip',
      'link',
      'add',
      'v0',
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      container.netns,
    ]);
    expect((await container.ipJson('link')).map(({ ifname }) => ifname)).toEqual(['lo', 'eth0']);
    await container.remove();
    expect(existsSync(host.outside(container.netns))).toBe(false);
    await eventually(
      'the other end to vanish',
      () => host.ipJson('link'),
      (links) => links.length === 1,
    );
  });
});
