import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fc from 'fast-check';
import { failure, TestNetwork } from './testNetwork.ts';

const script = fileURLToPath(new URL('addMany.ts', import.meta.url));

/** Processes that attach at the same time: "id address" of each attachment that succeeded. */
async function attachAtOnce(net: TestNetwork, count: number, ...prefixes: string[]): Promise<string[]> {
  const conf = JSON.stringify(net.conf());
  const running = prefixes.map((prefix) =>
    execa(process.execPath, ['--import', 'tsx', script, conf, prefix, `${count}`], { timeout: 30_000 }),
  );
  await Promise.all(running.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of running) stdin.end('\n');
  const said = (await Promise.all(running)).flatMap(({ stdout }) => stdout.split('\n'));
  return said.filter((line) => line !== 'ready');
}

test('add() in four processes at once gives 100 attachments 100 addresses', async () => {
  using net = new TestNetwork({ subnet: '10.1.2.0/25' });
  const given = await attachAtOnce(net, 25, 'a', 'b', 'c', 'd');
  expect(new Set(given.map((line) => line.split(' ')[1])).size).toBe(100);
  for (const line of given) {
    const [id = '', address = ''] = line.split(' ');
    expect(net.files[address.replace('/25', '')]).toBe(`${id}\r\neth0`);
  }
  for (const line of given) await net.del(line.split(' ')[0] ?? '');
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
  expect(readdirSync(`${net.dataDir}/.weft/mynet`)).toEqual(['new']);
  expect(readdirSync(`${net.dataDir}/.weft/mynet/new`)).toEqual([]);
}, 60_000);

test('add() of the same attachments in four processes at once gives none of them two addresses', async () => {
  using net = new TestNetwork();
  const given = await attachAtOnce(net, 25, 'a', 'a', 'a', 'a');
  const ids = given.map((line) => line.split(' ')[0]);
  expect(new Set(ids).size).toBe(ids.length);
  const owners = Object.entries(net.files).filter(([name]) => !name.startsWith('last_'));
  expect(owners.map(([name, text]) => `${text.replace('\r\neth0', '')} ${name}/24`).sort()).toEqual(
    given.sort(),
  );
}, 60_000);

test('add() in four processes at once on a pool of 29 gives exactly 29, and the rest are told that it is full', async () => {
  using net = new TestNetwork({ subnet: '10.1.2.0/27' });
  expect(await attachAtOnce(net, 25, 'a', 'b', 'c', 'd')).toHaveLength(29);
}, 60_000);

test('add(), del() and gc() in any order never give an address twice nor lose one', async () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
  const kind = fc.constantFrom('add', 'add', 'add', 'del', 'del', 'gc');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ kind, id }), { maxLength: 40 }), async (actions) => {
      using net = new TestNetwork({ subnet: '10.1.2.0/29' });
      const held = new Map<string, string>();
      for (const { kind, id } of actions) await steps[kind]?.(net, held, id);
      expect(owners(net)).toEqual(Object.fromEntries([...held].map(([one, address]) => [address, one])));
    }),
    { numRuns: 60 },
  );
});

type Step = (net: TestNetwork, held: Map<string, string>, id: string) => Promise<void>;

/** Does one step to the network and to the model of it: who holds what. */
const steps: Record<string, Step> = {
  add: async (net, held, id) => {
    if (held.has(id) || held.size === 5) {
      expect(await failure(() => net.add(id))).toMatchObject({ code: 102 });
      return;
    }
    const [address = ''] = await net.addresses(id);
    expect([...held.values()]).not.toContain(address);
    held.set(id, address);
  },
  del: async (net, held, id) => {
    await net.del(id);
    held.delete(id);
  },
  /** Whoever is left out is gone. */
  gc: async (net, held, id) => {
    held.delete(id);
    await net.gc([...held.keys()].map((one) => [one, 'eth0']));
  },
};

/** Address with prefix length and container ID of every reservation. */
function owners(net: TestNetwork): Record<string, string> {
  const files = existsSync(net.folder) ? Object.entries(net.files) : [];
  const addresses = files.filter(([name]) => !name.startsWith('last_'));
  return Object.fromEntries(addresses.map(([name, text]) => [`${name}/29`, text.replace('\r\neth0', '')]));
}
