import fc from 'fast-check';
import { numberBytes } from '../bytes.ts';
import type { Clocked } from '../testMachine.ts';
import { Option, type Type } from './option.ts';
import { acquire, clientWith } from './testClient.ts';
import { addresses, answer, type Different, text } from './testServer.ts';

/** Clients that wait for an answer, each with what it sent last and the type of answer it waits for. */
const waiting: [string, keyof typeof Type, () => Clocked][] = [
  ['selecting', 'offer', () => started()],
  ['requesting', 'ack', () => requesting()],
  ['rebooting', 'ack', () => rebooting()],
  ['renewing', 'ack', () => renewing(1)],
  ['rebinding', 'ack', () => renewing(20)],
];

function started(client = clientWith()): Clocked {
  client.start();
  return client;
}

function requesting(): Clocked {
  const client = started();
  client.receive(answer('offer', question(client)));
  return client;
}

function renewing(wakes: number): Clocked {
  const client = clientWith();
  acquire(client);
  for (let wake = 0; wake < wakes && client.wakeAt < 3_550_000; wake++) client.wake();
  return client;
}

function rebooting(): Clocked {
  const { machine } = renewing(0);
  const saved = machine.save();
  return started(clientWith(saved && { saved }));
}

/** The message that an answer is waited for. */
function question(client: Clocked): Uint8Array {
  return client.sent.at(-1)?.send.payload as Uint8Array;
}

/** Every way in which an answer can be another one's. */
const wrong: [string, Different][] = [
  ['of a client', { op: 1 }],
  ['with another xid', { xid: 7 }],
  ['for another hardware address', { mac: '02:00:00:00:00:06' }],
  ['for another client identifier (RFC 6842)', { options: { [Option.clientId]: text('other') } }],
  ['without a server', { options: { [Option.server]: undefined } }],
  ['of a server that is a group', { options: { [Option.server]: addresses('224.0.0.1') } }],
  ['of a server of five bytes', { options: { [Option.server]: Uint8Array.of(10, 0, 0, 1, 1) } }],
  ['without a type', { options: { [Option.messageType]: undefined } }],
  ['of a type there is not', { options: { [Option.messageType]: Uint8Array.of(77) } }],
  ['of two types', { options: { [Option.messageType]: Uint8Array.of(5, 6) } }],
];

describe.each(waiting)('%s', (_, type, make) => {
  test.each(wrong)('an answer %s is no answer', (_, different) => {
    const client = make();
    const before = client.machine.save();
    for (const kind of [type, 'nak'] as const)
      expect(client.receive(answer(kind, question(client), different))).toEqual([]);
    expect(client.machine.save()).toEqual(before);
    // What it waited for is still taken.
    expect(client.receive(answer(type, question(client)))).not.toEqual([]);
  });

  test('no beginning of an answer is one, unless only filling is left out', () => {
    const client = make();
    const whole = answer(type, question(client));
    const end = whole.lastIndexOf(255);
    for (let length = 0; length < end; length++)
      if (client.receive(whole.subarray(0, length)).length > 0) expect(length).toBeGreaterThan(240);
  });

  test('no bytes but an answer change anything', () => {
    const client = make();
    const asked = question(client);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(0xffffffff), (bytes, xid) => {
        expect(client.receive(bytes)).toEqual([]);
        expect(client.receive(asked)).toEqual([]);
        expect(client.receive(answer(type, asked, { xid: (xid || 1) ^ 0x40000000 }))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

test('an answer of another server than the one chosen is no answer to a REQUEST', () => {
  const client = requesting();
  const asked = question(client);
  expect(client.receive(answer('ack', asked, { server: '10.0.0.2' }))).toEqual([]);
  expect(client.receive(answer('nak', asked, { server: '10.0.0.2' }))).toEqual([]);
  expect(client.receive(answer('ack', asked, { yiaddr: '10.0.0.6' }))).toEqual([]);
  expect(client.receive(answer('ack', asked))).toEqual([{ kind: 'probe', address: '10.0.0.5' }]);
});

const leaseTime = fc.constantFrom(1, 2, 10, 60, 3600, 86_400, 0xffffffff);
const happening = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(4_000_000) }),
  fc.record({ kind: fc.constant('wake' as const) }),
  fc.record({
    kind: fc.constantFrom('offer', 'ack', 'nak'),
    lease: leaseTime,
    t1: fc.nat(100),
    t2: fc.nat(100),
  }),
  fc.record({ kind: fc.constant('probed' as const), taken: fc.boolean() }),
  fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 300 }) }),
);

function tell(client: Clocked, event: typeof happening extends fc.Arbitrary<infer T> ? T : never): void {
  if ('ms' in event) client.now += event.ms;
  else if (event.kind === 'wake' && client.wakeAt < Infinity) client.wake();
  else if ('taken' in event) client.tell({ kind: 'probed', address: '10.0.0.5', taken: event.taken });
  else if ('bytes' in event) client.receive(event.bytes);
  else if ('lease' in event) {
    const options = {
      51: numberBytes(event.lease, 4),
      58: numberBytes(event.t1, 4),
      59: numberBytes(event.t2, 4),
    };
    client.receive(answer(event.kind as 'ack', question(client), { options }));
  }
}

test('whatever happens in whatever order: no lease is used after its end, alarms end, bound and lost alternate', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const client = started();
      for (const event of happenings) {
        tell(client, event);
        client.settle();
        const saved = client.machine.save()?.lease;
        expect(saved?.expiresAt ?? Infinity).toBeGreaterThan(client.now);
        expect(saved?.address.split('/')[0]).toBe(client.held);
      }
    }),
  );
});

test('a client under fire asks no more often than once in a second, but for the exchange itself', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('offer', 'nak'), { maxLength: 40 }), (types) => {
      const client = started();
      for (const type of types) client.receive(answer(type as 'offer', question(client)));
      expect(client.sent.length).toBeLessThanOrEqual(2);
    }),
  );
});
