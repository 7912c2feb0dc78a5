import fc from 'fast-check';
import { fromHex, joined, numberBytes } from '../bytes.ts';
import type { Clocked } from '../testMachine.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { Option } from './option.ts';
import { acquire, clientWith, last, looked } from './testClient.ts';
import { answer, type Different, usual } from './testServer.ts';

const messages = fc.record({
  type: fc.nat(255),
  xid: fc.nat(0xffffff),
  options: fc.array(fc.record({ code: fc.nat(0xffff), value: fc.uint8Array({ maxLength: 300 }) })),
});

test('decodeMessage() reads what encodeMessage() wrote', () => {
  fc.assert(
    fc.property(messages, (message) => expect(decodeMessage(encodeMessage(message))).toEqual(message)),
  );
});

test('decodeMessage() refuses every message that is cut within an option', () => {
  const bytes = encodeMessage({ type: 7, xid: 1, options: [{ code: 1, value: new Uint8Array(5) }] });
  for (let length = 0; length < bytes.length; length++) {
    const cut = decodeMessage(bytes.subarray(0, length));
    expect(cut).toEqual(length === 4 ? { type: 7, xid: 1, options: [] } : undefined);
  }
});

function started(client = clientWith()): Clocked {
  client.start();
  return client;
}

function renewing(wakes: number): Clocked {
  const client = clientWith();
  acquire(client);
  for (let wake = 0; wake < wakes && client.wakeAt < 3_500_000; wake++) client.wake();
  return client;
}

function requesting(): Clocked {
  const client = started();
  client.receive(answer('advertise', last(client), { preference: 255 }));
  return client;
}

function confirming(): Clocked {
  const saved = renewing(0).machine.save();
  return started(clientWith(saved && { saved }));
}

const waiting: [string, 'advertise' | 'reply', Different, () => Clocked][] = [
  ['soliciting', 'advertise', { preference: 255 }, () => started()],
  ['soliciting a lease at once', 'reply', { rapid: true }, () => started()],
  ['requesting', 'reply', {}, () => requesting()],
  ['renewing', 'reply', {}, () => renewing(1)],
  ['rebinding', 'reply', {}, () => renewing(12)],
  ['confirming', 'reply', {}, () => confirming()],
];

const wrong: [string, Different][] = [
  ['of a type that no server sends', { type: 3 }],
  ['of a relay', { type: 13 }],
  ['with another xid', { xid: 7 }],
  ['without a server', { server: undefined }],
  ['of a server with an identifier that is none', { server: '0003' }],
  ['of a server with an identifier of 131 bytes', { server: '00'.repeat(131) }],
  ['without a client', { client: undefined }],
  ['for another client', { client: fromHex('00030001020000000006') }],
];

describe.each(waiting)('%s', (_, type, right, make) => {
  test.each(wrong)('an answer %s is no answer', (__, different) => {
    const client = make();
    const before = client.machine.save();
    expect(client.receive(answer(type, last(client), { ...right, ...different }))).toEqual([]);
    expect(client.machine.save()).toEqual(before);
    expect(client.receive(answer(type, last(client), right))).not.toEqual([]);
  });

  test('no bytes but an answer change anything', () => {
    const client = make();
    const asked = last(client);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(client.receive(bytes)).toEqual([]);
        expect(client.receive(asked)).toEqual([]);
      }),
    );
  });

  test('an answer with any byte changed makes nothing throw, and no lease of what it says wrongly', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(255), (at, byte) => {
        const client = make();
        const bytes = answer(type, last(client), right);
        bytes[at % bytes.length] = byte;
        client.receive(bytes);
        expect(client.machine.save()?.lease.address ?? '2001:db8::5/128').toMatch(/^[0-9a-f:.]+\/128$/);
      }),
      { numRuns: 60 },
    );
  });
});

/** 60 KB of names, each the same one by way of 8,000 pointers. */
function endlessNames(): Uint8Array {
  const name = joined(Uint8Array.of(1, 97, 0), numberBytes(0xc000, 2));
  const chain = Array.from({ length: 8000 }, (_, index) => numberBytes(0xc000 + 3 + 2 * index, 2));
  return joined(name, ...chain, ...Array.from({ length: 22_000 }, () => numberBytes(0xc000 + 16_003, 2)));
}

test('names that lead from pointer to pointer cost no time, and none of them is used', () => {
  const client = started();
  const more = [{ code: Option.search, value: endlessNames() }];
  const bytes = answer('reply', last(client), { rapid: true, more });
  const start = performance.now();
  looked(client, client.receive(bytes));
  expect(performance.now() - start).toBeLessThan(1000);
  expect(client.machine.save()?.lease).toMatchObject({ address: '2001:db8::5/128', dns: { search: [] } });
});

const time = fc.constantFrom(0, 1, 2, 10, 60, 3600, 86_400, 0xffffffff);
const happening = fc.oneof(
  fc.record({ ms: fc.nat(4_000_000) }),
  fc.constant({ wake: true }),
  fc.record({
    type: fc.constantFrom('advertise' as const, 'reply' as const),
    preferred: time,
    valid: time,
    t1: fc.nat(100),
    t2: fc.nat(100),
    status: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 5),
    rapid: fc.boolean(),
    preference: fc.constantFrom(0, 255),
  }),
  fc.record({ taken: fc.boolean() }),
);

function tell(client: Clocked, event: typeof happening extends fc.Arbitrary<infer T> ? T : never): void {
  if ('ms' in event) client.now += event.ms;
  else if ('taken' in event) client.tell({ kind: 'probed', address: usual.address, taken: event.taken });
  else if ('wake' in event) client.wakeAt < Infinity && client.wake();
  else {
    const { type, preferred, valid, ...different } = event;
    client.receive(answer(type, last(client), { ...different, addresses: [{ ...usual, preferred, valid }] }));
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
