import type { Door } from '../../lib/kernel/door.ts';
import type { Step } from '../../lib/plan/step.ts';
import { giveBack } from './ensure.ts';
import { observeMembers } from './facts.ts';
import { leave } from './removal.ts';

const red = {
  ifname: 'red',
  ifindex: 5,
  mtu: 65_575,
  linkinfo: { info_kind: 'vrf', info_data: { table: 7 } },
};
const eth0 = { ifname: 'eth0', ifindex: 2, mtu: 1500, master: 'red' };

/** A container without "eth0" and with the VRF "red", of whose members `ip` says `members`. Notes what is done. */
function containerWith(members: unknown[] | undefined) {
  const done: string[] = [];
  const answer = (words: string[]) =>
    words.includes('eth0') ? undefined : words.includes('master') ? members : [red];
  const door = {
    askFamily: async (_place: string, _family: number, ...questions: string[][]) => questions.map(answer),
    carryOut: async (steps: Step[]) => {
      done.push(...steps.map(({ why }) => why));
      return steps.map((step) => ({ step, state: 'done', said: '' }));
    },
  };
  return { door: door as unknown as Door, done };
}

test('observeMembers() tells no members from no answer', async () => {
  expect(await observeMembers(containerWith([]).door, 'red')).toEqual([]);
  expect(await observeMembers(containerWith([eth0]).door, 'red')).toEqual(['eth0']);
  expect(await observeMembers(containerWith(undefined).door, 'red')).toBeUndefined();
});

describe.each([
  ['leave()', (door: Door) => leave('eth0', 'red', door)],
  ['giveBack()', (door: Door) => giveBack('red', door)],
])('%s', (_, call) => {
  test.each([
    ['removes a VRF without members', [], 1],
    ['leaves a VRF that another interface is in', [eth0], 0],
    ['leaves a VRF of whose members nothing was heard', undefined, 0],
  ])('%s', async (_, members, removals) => {
    const { door, done } = containerWith(members);
    expect(await call(door)).toEqual([]);
    expect(done).toHaveLength(removals);
  });
});
