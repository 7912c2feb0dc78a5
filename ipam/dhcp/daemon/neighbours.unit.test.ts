import { jest } from '@jest/globals';
import type { Netns } from '../../../lib/kernel/netns.ts';
import type { Ears, TapKind, Wire, WireLink } from '../../../lib/kernel/wire.ts';
import { addressBytes, joined, macBytes } from '../bytes.ts';
import type { Master } from './master.ts';
import { Neighbours } from './neighbours.ts';

const mac = '02:00:00:00:00:05';
const other = '02:00:00:00:00:09';
const netns = {} as Netns;
const link: WireLink = { netns, index: 2, name: 'eth0' };
const master = { index: 7, name: 'lan0' };

/** A wire on which nobody answers by himself. `refused`: the link that cannot be opened. */
class SilentWire implements Wire {
  readonly ears = new Map<number, Ears>();
  refused: number | undefined;
  isDown = false;

  open(_: TapKind, { index }: WireLink, ears: Ears) {
    if (index === this.refused) throw new Error('refused');
    this.ears.set(index, ears);
    return { send: () => !this.isDown, close: () => void this.ears.delete(index) };
  }

  /** Somebody says something, which a link hands up. */
  say(at: Master, operation: 1 | 2, from: { mac: string; address: string }, target: string): void {
    const head = Uint8Array.of(0, 1, 8, 0, 6, 4, 0, operation);
    const sender = joined(macBytes(from.mac), addressBytes(from.address));
    this.ears.get(at.index)?.heard(joined(head, sender, macBytes(mac), addressBytes(target)));
  }
}

/** Whether 10.0.0.5 counts as taken after something was said. `stands`: the link stands on the master. */
async function isTaken(stands: boolean, ...words: Parameters<SilentWire['say']>): Promise<boolean> {
  const wire = new SilentWire();
  const neighbours = new Neighbours(wire, { link, mac, ...(stands && { master }) });
  const taken = neighbours.isTaken('10.0.0.5');
  wire.say(...words);
  const answer = await taken;
  neighbours.close();
  return answer;
}

test('the answer to a probe, which ipvlan hands to its master, is heard there', async () => {
  expect(await isTaken(true, master, 2, { mac: other, address: '10.0.0.5' }, '0.0.0.0')).toBe(true);
  expect(await isTaken(true, master, 2, { mac: other, address: '10.0.0.6' }, '0.0.0.0')).toBe(false);
});

test('a link of the same master has the same MAC, and is somebody else where it says it has the address', async () => {
  expect(await isTaken(true, master, 2, { mac, address: '10.0.0.5' }, '0.0.0.0')).toBe(true);
  expect(await isTaken(false, link, 2, { mac, address: '10.0.0.5' }, '0.0.0.0')).toBe(false);
});

test("the client's own probe that comes back is no conflict, another's for the same address is one", async () => {
  for (const stands of [true, false]) {
    expect(await isTaken(stands, link, 1, { mac, address: '0.0.0.0' }, '10.0.0.5')).toBe(false);
    expect(await isTaken(stands, link, 1, { mac: other, address: '0.0.0.0' }, '10.0.0.5')).toBe(true);
  }
});

test('the master is listened at for as long as it is asked whether an address is taken', async () => {
  const wire = new SilentWire();
  const neighbours = new Neighbours(wire, { link, mac, master });
  const open = () => [...wire.ears.keys()];
  expect(open()).toEqual([2]);
  const taken = neighbours.isTaken('10.0.0.5');
  expect(open()).toEqual([2, 7]);
  expect([await taken, open()]).toEqual([false, [2]]);
  void neighbours.isTaken('10.0.0.5');
  neighbours.close();
  expect(open()).toEqual([]);
});

test('where the master cannot be listened at, nothing is said about an address', async () => {
  const wire = new SilentWire();
  wire.refused = master.index;
  await expect(new Neighbours(wire, { link, mac, master }).isTaken('10.0.0.5')).rejects.toThrow('refused');
});

test('where no question could be asked, or all was closed meanwhile, it is not known whether an address is taken', async () => {
  for (const isDown of [true, false]) {
    const wire = new SilentWire();
    wire.isDown = isDown;
    const neighbours = new Neighbours(wire, { link, mac });
    const settled = jest.fn();
    void neighbours.isTaken('10.0.0.5').then(settled);
    if (!isDown) neighbours.close();
    expect(await new Neighbours(new SilentWire(), { link, mac }).isTaken('10.0.0.5')).toBe(false);
    expect(settled).not.toHaveBeenCalled();
  }
});
