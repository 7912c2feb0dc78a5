import { addressBytes, toHex } from '../bytes.ts';
import { type Clocked, kinds, sentIn } from '../testMachine.ts';
import { Option } from './option.ts';
import { clientWith, given, last, looked } from './testClient.ts';
import { addressIn, answer, decoded, otherDuid, serverDuid, typeOf, usual, valueIn } from './testServer.ts';

const inUse = `server ${serverDuid} gave 2001:db8::5, which somebody else on the link has`;

/** A client whose address is looked for at somebody else. */
function looking(settings = {}, different = {}): Clocked {
  const client = clientWith(settings);
  given(client, different);
  return client;
}

/** A client that has declined its address, and its Decline. */
function declining(settings = {}): { client: Clocked; decline: Uint8Array } {
  const client = looking(settings);
  const actions = client.tell({ kind: 'probed', address: '2001:db8::5', taken: true });
  return { client, decline: sentIn(actions).payload };
}

test('an address is not used before it is known that nobody else has it', () => {
  const client = clientWith();
  expect(given(client)).toEqual([{ kind: 'probe', address: '2001:db8::5' }]);
  expect(client.machine.save()).toBeUndefined();
  expect(client.tell({ kind: 'probed', address: '2001:db8::6', taken: true })).toEqual([]);
  expect(kinds(client.tell({ kind: 'probed', address: '2001:db8::5', taken: false }))).toBe('bound');
});

test('an address that somebody else has is declined to the server that gave it', () => {
  const { client, decline } = declining();
  expect([typeOf(decline), addressIn(decline)]).toEqual(['decline', addressBytes('2001:db8::5')]);
  expect(toHex(valueIn(decoded(decline), Option.serverId) as Uint8Array)).toBe(serverDuid);
  expect(client.machine.save()).toBeUndefined();
  expect(client.tell({ kind: 'release' })).toEqual([{ kind: 'released' }]);
});

test('when the server has heard that, another address is asked for after a second', () => {
  const { client, decline } = declining();
  const { now } = client;
  const different = { addresses: undefined };
  expect(client.receive(answer('reply', decline, { ...different, server: otherDuid }))).toEqual([]);
  expect(client.receive(answer('reply', decline, { ...different, xid: 7 }))).toEqual([]);
  expect(client.receive(answer('reply', decline, different))).toEqual([]);
  expect(client.wakeAt).toBe(now + 1000);
  const solicit = sentIn(client.wake()).payload;
  expect([typeOf(solicit), addressIn(solicit)]).toEqual(['solicit', undefined]);
});

test('a Decline that is not answered is sent four times, as it was, then an address is asked for', () => {
  const { client, decline } = declining();
  const { now } = client;
  const sends = [1, 2, 3, 4].map(() => sentIn(client.wake()).payload);
  expect(sends.map(typeOf)).toEqual(['decline', 'decline', 'decline', 'solicit']);
  expect(new Set([decline, ...sends.slice(0, 3)].map((one) => decoded(one).xid)).size).toBe(1);
  expect(valueIn(decoded(sends[0] as Uint8Array), Option.elapsed)).not.toEqual(Uint8Array.of(0, 0));
  expect(Math.round((client.now - now) / 1000)).toBe(15);
});

test('where somebody has every address the pauses become longer, so that not all of a pool is declined', () => {
  const client = looking();
  const pauses: number[] = [];
  for (let round = 0; round < 6; round++) {
    client.tell({ kind: 'probed', address: '2001:db8::5', taken: true });
    client.receive(answer('reply', last(client), { addresses: undefined }));
    pauses.push(client.wakeAt - client.now);
    client.wake();
    client.receive(answer('advertise', last(client), { preference: 255 }));
    client.receive(answer('reply', last(client)));
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('where there is no time for another address it is declined once, and why it failed is told', () => {
  const client = looking({ resendTimeout: 1100 });
  const actions = client.tell({ kind: 'probed', address: '2001:db8::5', taken: true });
  expect(kinds(actions)).toBe('send failed');
  expect(typeOf(sentIn(actions).payload)).toBe('decline');
  expect(actions.at(-1)).toEqual({ kind: 'failed', why: inUse });
  const late = declining({ resendTimeout: 5000 }).client;
  expect(late.until(10 ** 9).at(-1)).toEqual({ kind: 'failed', why: inUse });
  expect(late.log.at(-1)?.at).toBeLessThanOrEqual(5000);
});

test('what cannot be found out is asked again, until there is no more time: then the address goes back', () => {
  const client = looking({ resendTimeout: 5000 });
  expect(client.wake()).toEqual([{ kind: 'probe', address: '2001:db8::5' }]);
  const actions = client.until(10 ** 9);
  expect(kinds(actions)).toBe('probe send failed');
  expect(typeOf(last(client))).toBe('release');
  expect(actions.at(-1)).toMatchObject({ why: expect.stringContaining('cannot be found out') });
});

test('an address is given back where a DEL comes while it is looked for, and asked for anew where it ran out', () => {
  const client = looking();
  const actions = client.tell({ kind: 'release' });
  expect([kinds(actions), typeOf(sentIn(actions).payload)]).toEqual(['send released', 'release']);
  const short = looking({}, { addresses: [{ ...usual, preferred: 1, valid: 1 }] });
  expect(typeOf(sentIn(short.wake()).payload)).toBe('solicit');
});

test('of a lease that is given at once (Rapid Commit) the address is looked at as well', () => {
  const client = clientWith();
  const solicit = sentIn(client.start()).payload;
  const actions = client.receive(answer('reply', solicit, { rapid: true }));
  expect(kinds(looked(client, actions, true))).toBe('send');
});
