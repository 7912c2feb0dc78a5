import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hash64 } from '../../lib/net/hash.ts';
import { formatIp, type Ip, parseIp } from '../../lib/net/ip.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { collect } from './collect.ts';
import { freeIn } from './free.ts';
import { parseRange, rangeKeys } from './range.ts';
import { reserve } from './reservation.ts';
import { ownerText, Store } from './store.ts';
import { failure, TestNetwork } from './testNetwork.ts';

const a = { containerId: 'a', ifName: 'eth0' };
const b = { containerId: 'b', ifName: 'eth0' };
const storeOf = (net: TestNetwork) => new Store(net.dataDir, net.network);
const ips = (...texts: string[]) => texts.map((text) => parseIp(text) as Ip);
const entries = (store: Store) =>
  readdirSync(store.index.folder)
    .filter((name) => name !== 'new')
    .sort();
const drafts = (store: Store) => readdirSync(store.drafts.folder).sort();

function take(store: Store, attachment: typeof a, ...addresses: string[]): boolean[] {
  return reserve(store, attachment, (taking) => addresses.map((address, set) => taking.take(address, set)));
}

/** Reserves as the reference does: no index, and the time of writing on the hint. */
function takeAsReference(store: Store, address: string, text: string): void {
  mkdirSync(store.folder, { recursive: true });
  writeFileSync(store.path(address), text);
  writeFileSync(store.path('last_reserved_ip.0'), address);
}

test('reserve() leaves an index entry for each address and nothing else beside them', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  expect(take(store, a, '10.1.2.2', '2001:db8::2')).toEqual([true, true]);
  const hash = hash64('a\r\neth0');
  expect(entries(store)).toEqual([`${hash}.0`, `${hash}.1`]);
  expect(store.index.addresses(ownerText(a))).toEqual(['10.1.2.2', '2001:db8::2']);
  expect(store.release(a)).toEqual([]);
  expect(entries(store)).toEqual([]);
});

test('take() says that an address is taken and leaves no trace of having tried', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  take(store, a, '10.1.2.2');
  const before = entries(store);
  expect(take(store, b, '10.1.2.2')).toEqual([false]);
  expect(store.holder('10.1.2.2')).toBe('a\r\neth0');
  expect(entries(store)).toEqual(before);
});

test('reserve() gives back what was taken when the work fails, and only that', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  take(store, a, '10.1.2.2');
  const before = entries(store);
  const work = () =>
    reserve(store, b, (taking) => {
      taking.take('10.1.2.3', 0);
      taking.take('10.1.2.2', 0);
      throw new Error('no luck');
    });
  expect(work).toThrow('no luck');
  expect(store.taken()).toEqual(['10.1.2.2']);
  expect(entries(store)).toEqual(before);
});

test('reserve() fails for the second of two calls for one attachment that overlap in time', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  const outer = () =>
    reserve(store, a, (taking) => {
      take(store, a, '10.1.2.2');
      taking.take('10.1.2.3', 0);
    });
  expect(outer).toThrow('it has "10.1.2.2" already');
  expect(store.taken()).toEqual(['10.1.2.2']);
  expect(store.release(a)).toEqual([]);
  expect(store.taken()).toEqual([]);
});

test('reserve() takes no notice of an entry that a crash left before the address was taken', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  store.prepare();
  store.index.note(ownerText(a), '10.1.2.9');
  expect(take(store, a, '10.1.2.2')).toEqual([true]);
  store.release(a);
  expect(entries(store)).toEqual([]);
});

test('release() finds an address whose owner has the hash of another, and leaves the other alone', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  take(store, b, '10.1.2.3');
  // As if both had one hash: the first slot of a's is b's.
  symlinkSync('10.1.2.3', `${store.index.folder}/${hash64(ownerText(a))}.0`);
  take(store, a, '10.1.2.2');
  expect(store.addressesOf(a)).toEqual(['10.1.2.2']);
  store.release(a);
  expect(store.taken()).toEqual(['10.1.2.3']);
});

test('release() does not follow an index entry that leads out of the folder', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  store.prepare();
  writeFileSync(`${net.dataDir}/victim`, ownerText(a));
  symlinkSync('../victim', `${store.index.folder}/${hash64(ownerText(a))}.0`);
  store.release(a);
  expect(readdirSync(net.dataDir)).toContain('victim');
});

test('release() finds what the reference reserved, without the index and beside it', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  takeAsReference(store, '10.1.2.7', 'a\r\neth0');
  store.release(a);
  expect(store.taken()).toEqual([]);
  take(store, a, '10.1.2.2');
  takeAsReference(store, '10.1.2.8', 'a\r\neth0');
  store.release(a);
  expect(store.taken()).toEqual([]);
});

test('release() frees files with the container ID alone only when there are no others', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  takeAsReference(store, '10.1.2.7', 'a');
  takeAsReference(store, '10.1.2.8', 'a\r\neth0');
  store.release(a);
  expect(store.taken()).toEqual(['10.1.2.7']);
  store.release(a);
  expect(store.taken()).toEqual([]);
});

test('release() names what could not be removed, and removes the rest', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  take(store, a, '10.1.2.2', '10.1.2.3');
  const problems = unremovable(store, '10.1.2.2').release(a);
  expect(problems).toEqual([expect.stringMatching(/^(EISDIR|EPERM): .*unlink/)]);
  expect(store.taken()).toEqual(['10.1.2.2']);
  expect(store.addressesOf(a)).toEqual(['10.1.2.2']);
});

test('release() takes the draft of a killed ADD along, and leaves those of others', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  store.prepare();
  for (const one of [a, b]) writeFileSync(store.drafts.pathFor(ownerText(one)), ownerText(one));
  expect(store.release(a)).toEqual([]);
  expect(drafts(store)).toEqual([expect.stringMatching(`^${hash64(ownerText(b))}\\.`)]);
});

test('reserve() fails and gives all back when a DEL comes in between', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  const interrupted = () =>
    reserve(store, a, (taking) => {
      taking.take('10.1.2.2', 0);
      store.release(a);
      taking.take('10.1.2.3', 0);
    });
  expect(interrupted).toThrow('ENOENT');
  expect(store.taken()).toEqual([]);
  expect([...entries(store), ...drafts(store)]).toEqual([]);
});

test.each([
  ['somebody else', b],
  ['the same attachment', a],
])('reserve() that fails leaves alone what DEL has given back and %s has taken since', (_, next) => {
  using net = new TestNetwork();
  const store = storeOf(net);
  const overtaken = () =>
    reserve(store, a, (taking) => {
      taking.take('10.1.2.2', 0);
      store.release(a);
      take(store, next, '10.1.2.2', '10.1.2.3');
      throw new Error('too late');
    });
  expect(overtaken).toThrow('too late');
  expect(store.taken()).toEqual(['10.1.2.2', '10.1.2.3']);
  expect(store.index.addresses(ownerText(next))).toEqual(['10.1.2.2', '10.1.2.3']);
});

test('reserve() that fails leaves alone what GC has given back and the same attachment has taken since', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  const overtaken = () =>
    reserve(store, a, (taking) => {
      taking.take('10.1.2.2', 0);
      collect(store, []);
      take(store, a, '10.1.2.2');
      throw new Error('too late');
    });
  expect(overtaken).toThrow('too late');
  expect(store.taken()).toEqual(['10.1.2.2']);
});

test('reserve() that fails gives all back though its draft was cleared away, as when the process was stopped for a minute', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  const stopped = () =>
    reserve(store, a, (taking) => {
      taking.take('10.1.2.2', 0);
      rmSync(taking.draft);
      taking.take('10.1.2.3', 1);
    });
  expect(stopped).toThrow('ENOENT');
  expect(store.taken()).toEqual([]);
  expect(take(store, a, '10.1.2.2')).toEqual([true]);
});

test('prepare() clears away drafts that are a minute old', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  store.prepare();
  const [old, young] = ['old', 'young'].map((name) => `${store.drafts.folder}/hash.1.${name}`);
  // The hint that is about to be renamed bears the year 1970 already.
  for (const path of [old, young]) for (const name of [`${path}`, `${path}.last`]) writeFileSync(name, '');
  utimesSync(`${old}`, Date.now() / 1000 - 61, Date.now() / 1000 - 61);
  utimesSync(`${young}.last`, 0, 0);
  store.prepare();
  expect(drafts(store)).toEqual(['hash.1.young', 'hash.1.young.last']);
});

test('prepare() completes an index that a killed process has begun to fill', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  take(store, a, '10.1.2.2');
  take(store, b, '10.1.2.3');
  const [first] = entries(store);
  rmSync(`${store.index.folder}/${first}`);
  rmSync(store.drafts.folder, { recursive: true });
  store.prepare();
  expect([a, b].map((one) => store.index.addresses(ownerText(one)))).toEqual([['10.1.2.2'], ['10.1.2.3']]);
});

test('prepare() makes known what the reference has reserved, again and again', async () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  takeAsReference(store, '10.1.2.7', 'a\r\neth0');
  expect(await failure(() => net.add('a'))).toMatchObject({ code: 102 });
  await net.add('c');
  takeAsReference(store, '10.1.2.9', 'b\r\neth0');
  expect(store.index.addresses(ownerText(b))).toEqual([]);
  expect(await failure(() => net.add('b'))).toMatchObject({ code: 102 });
  expect(store.index.addresses(ownerText(b))).toEqual(['10.1.2.9']);
  expect(store.index.addresses(ownerText(a))).toEqual(['10.1.2.7']);
});

test('prepare() reads no address file when only we have reserved', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  take(store, a, '10.1.2.2');
  store.holder = () => {
    throw new Error('an address file was read');
  };
  expect(() => store.prepare()).not.toThrow();
  expect(() => store.addressesOf(a)).toThrow('an address file was read');
});

test('adopt() leaves a set foreign that the reference writes to meanwhile, and after a crash', () => {
  using net = new TestNetwork();
  const { last, path } = bound(storeOf(net));
  mkdirSync(net.folder);
  writeFileSync(path('last_reserved_ip.0'), '10.1.2.2');
  writeFileSync(path('last_reserved_ip.1'), '10.1.2.2');
  const crash = () => {
    throw new Error('killed');
  };
  expect(() => last.adopt([0, 1], crash)).toThrow('killed');
  expect(last.foreign()).toEqual([0, 1]);
  last.adopt([0, 1], () => writeFileSync(path('last_reserved_ip.1'), '10.1.2.3'));
  expect(last.foreign()).toEqual([1]);
  last.adopt([1], () => undefined);
  expect(last.foreign()).toEqual([]);
});

test('write() leaves what the reference has written since', () => {
  using net = new TestNetwork();
  const { last, path } = bound(storeOf(net));
  mkdirSync(net.folder);
  last.write(0, '10.1.2.2', path('draft'));
  last.write(0, '10.1.2.3', path('draft'));
  expect(last.read(0)).toEqual(parseIp('10.1.2.3'));
  expect(last.foreign()).toEqual([]);
  writeFileSync(path('last_reserved_ip.0'), '10.1.2.9');
  last.write(0, '10.1.2.4', path('draft'));
  expect(last.read(0)).toEqual(parseIp('10.1.2.9'));
  expect(last.foreign()).toEqual([0]);
});

test('freeIn() lists the folder once when many are taken, and finds what is left, in order, whatever was last', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  mkdirSync(net.folder);
  const all = Array.from({ length: 1022 }, (_, n) => `10.1.${(n + 1) >> 8}.${(n + 1) & 255}`);
  const left = ['10.1.1.143', '10.1.2.0', '10.1.3.254'];
  for (const address of all.filter((one) => !left.includes(one)))
    writeFileSync(store.path(address), 'x\r\neth0');
  const free = () => [...new Set([...freeIn(store, tenOne, 0, ips('10.1.0.1'))].map(formatIp))];
  expect(free()).toEqual(left);
  writeFileSync(store.path('last_reserved_ip.0'), '10.1.1.200');
  expect(free()).toEqual(['10.1.2.0', '10.1.3.254', '10.1.1.143']);
  rmSync(store.path('10.1.0.1'));
  expect(free()).toEqual(['10.1.2.0', '10.1.3.254', '10.1.1.143']);
  for (const address of left) writeFileSync(store.path(address), 'x\r\neth0');
  expect(free()).toEqual([]);
});

const tenOne = [parseRange(new Fields({ subnet: '10.1.0.0/22' }, rangeKeys, { path: 'range', code: 7 }))];

test('take() is not led astray by what is no file', () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  mkdirSync(store.path('10.1.2.2'), { recursive: true });
  symlinkSync('nowhere', store.path('10.1.2.3'));
  expect(take(store, a, '10.1.2.2')).toEqual([false]);
  expect(take(store, a, '10.1.2.3')).toEqual([false]);
  expect(store.addressesOf(a)).toEqual([]);
  rmSync(store.path('10.1.2.2'), { recursive: true });
});

test('an index that was thrown away costs nothing but time', async () => {
  using net = new TestNetwork();
  const store = storeOf(net);
  await net.add('a');
  rmSync(`${net.dataDir}/.weft`, { recursive: true });
  expect(store.addressesOf(a)).toEqual(['10.1.2.2']);
  expect(await failure(() => net.add('a'))).toMatchObject({ code: 102 });
  await net.del('a');
  expect(store.taken()).toEqual([]);
});

test('reservations that were thrown away do not come back from the index', async () => {
  using net = new TestNetwork();
  await net.add('a');
  rmSync(net.folder, { recursive: true });
  expect(await net.addresses('a')).toEqual(['10.1.2.2/24']);
  await net.del('a');
  expect(entries(storeOf(net))).toEqual([]);
});

function bound(store: Store) {
  return { last: store.last, path: (name: string) => store.path(name) };
}

describe('gc()', () => {
  const minutesAgo = (path: string, minutes: number) => {
    const then = Date.now() / 1000 - 60 * minutes;
    utimesSync(path, then, then);
  };

  test('frees what belongs to no valid attachment: the pair counts, not the container alone', async () => {
    using net = new TestNetwork();
    await net.add('a');
    await net.add('a', { ifName: 'eth1' });
    await net.add('b');
    await net.gc([
      ['a', 'eth1'],
      ['never', 'eth0'],
    ]);
    expect(Object.keys(net.files)).toEqual(['10.1.2.3', 'last_reserved_ip.0']);
    expect(entries(storeOf(net))).toEqual([`${hash64('a\r\neth1')}.0`]);
    expect(await net.addresses('b')).toEqual(['10.1.2.5/24']);
    await net.gc([]);
    expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
  });

  test.each(['a', 'kept for the printer', 'kept\nfor the printer', 'kept\r\n', `${' '.repeat(9)}x`])(
    'keeps %j, which has no interface name: an address kept by hand, or for a container of a very old version',
    async (text) => {
      using net = new TestNetwork();
      const store = storeOf(net);
      takeAsReference(store, '10.1.2.7', text);
      takeAsReference(store, '10.1.2.8', 'b\r\neth0');
      await net.add('c'); // reads all, so the index has an entry for each
      await net.gc([]);
      expect(store.taken()).toEqual(['10.1.2.7']);
      expect(entries(store)).toEqual([`${hash64(text.trim())}.0`]);
    },
  );

  test('says which file cannot be read, and frees the others', () => {
    using net = new TestNetwork();
    const store = storeOf(net);
    take(store, a, '10.1.2.2', '10.1.2.3');
    const unreadable = Object.create(store) as Store;
    unreadable.holder = (address) => {
      if (address === '10.1.2.2') throw new Error('EIO: i/o error, read');
      return store.holder(address);
    };
    expect(collect(unreadable, [])).toEqual(['EIO: i/o error, read']);
    expect(store.taken()).toEqual(['10.1.2.2']);
  });

  test('frees empty address files, but not one that may be in the making', async () => {
    using net = new TestNetwork();
    const store = storeOf(net);
    takeAsReference(store, '10.1.2.7', '');
    takeAsReference(store, '10.1.2.8', '');
    takeAsReference(store, '10.1.2.9', '');
    minutesAgo(store.path('10.1.2.7'), 2);
    minutesAgo(store.path('10.1.2.9'), -60);
    await net.gc([]);
    expect(store.taken()).toEqual(['10.1.2.8']);
  });

  test('clears away drafts and entries that crashes left, and nothing of a call that runs', async () => {
    using net = new TestNetwork();
    const store = storeOf(net);
    await net.add('a');
    const before = entries(store);
    for (const name of ['old', 'young']) writeFileSync(`${store.drafts.folder}/${name}`, 'x\r\neth0');
    writeFileSync(`${store.index.folder}/new.1.old`, 'x\r\neth0');
    minutesAgo(`${store.drafts.folder}/old`, 2);
    store.index.note('young\r\neth0', '10.1.2.50');
    minutesAgo(`${store.index.folder}/new.1.old`, 2);
    await net.gc([['a', 'eth0']]);
    expect(entries(store)).toEqual([...before, `${hash64('young\r\neth0')}.0`].sort());
    expect(drafts(store)).toEqual(['young']);
  });

  test('leaves the lock, the hints and other networks alone', async () => {
    using net = new TestNetwork();
    using other = new TestNetwork({ subnet: '10.1.3.0/24', dataDir: net.dataDir }, 'other');
    await net.add('a');
    await other.add('a');
    writeFileSync(`${net.folder}/lock`, '');
    writeFileSync(`${net.folder}/notes`, 'mine');
    await net.gc([]);
    expect(readdirSync(net.folder).sort()).toEqual(['last_reserved_ip.0', 'lock', 'notes']);
    expect(readdirSync(`${net.dataDir}/other`).sort()).toEqual(['10.1.3.2', 'last_reserved_ip.0']);
  });

  test('of a network that was never used makes nothing', async () => {
    using net = new TestNetwork();
    await net.gc([]);
    expect(readdirSync(net.dataDir)).toEqual([]);
  });

  test('goes on after a failure and tells all of it', () => {
    using net = new TestNetwork();
    const store = storeOf(net);
    take(store, a, '10.1.2.2', '10.1.2.3');
    take(store, b, '10.1.2.4');
    expect(collect(unremovable(store, '10.1.2.3'), [])).toEqual([expect.stringContaining('unlink')]);
    expect(store.taken()).toEqual(['10.1.2.3']);
    // The index still knows of it: a second ADD is refused.
    expect(store.indexedFor(a)).toEqual(['10.1.2.3']);
  });
});

/** The same store, but for one address file that nobody can unlink, not even root: it is taken for a folder. */
function unremovable(store: Store, stuck: string): Store {
  const sealed = Object.create(store) as Store;
  sealed.holder = (address) => store.holder(address);
  sealed.path = (address) => (address === stuck ? store.folder : store.path(address));
  return sealed;
}
