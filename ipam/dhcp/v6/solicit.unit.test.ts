import { addressBytes, toHex } from '../bytes.ts';
import { kinds, sentIn } from '../testMachine.ts';
import { Option } from './option.ts';
import { acquire, clientWith, looked } from './testClient.ts';
import { addressIn, answer, decoded, otherDuid, serverDuid, typeOf, usual, valueIn } from './testServer.ts';

test('a client solicits, takes up an offer and has a lease', () => {
  const client = clientWith();
  const solicit = sentIn(client.start());
  expect([typeOf(solicit.payload), solicit.to]).toEqual(['solicit', 'broadcast']);
  expect(client.receive(answer('advertise', solicit.payload))).toEqual([]);
  const request = sentIn(client.wake()).payload;
  expect(typeOf(request)).toBe('request');
  expect(toHex(valueIn(decoded(request), Option.serverId) as Uint8Array)).toBe(serverDuid);
  expect(addressIn(request)).toEqual(addressBytes('2001:db8::5'));
  const sentAt = client.now;
  client.now += 20;
  expect(looked(client, client.receive(answer('reply', request)))).toEqual([
    {
      kind: 'bound',
      changed: true,
      lease: {
        family: 6,
        address: '2001:db8::5/128',
        routes: [],
        dns: { nameservers: [], search: [] },
        server: serverDuid,
        renewAt: sentAt + 1_500_000,
        rebindAt: sentAt + 2_400_000,
        expiresAt: sentAt + 3_600_000,
      },
    },
  ]);
  expect(client.machine.save()).toMatchObject({
    lease: { address: '2001:db8::5/128' },
    memory: { iaid: expect.any(String) },
  });
});

test('a client says which device and which interface it is, and wants DNS and a lease at once', () => {
  const message = decoded(sentIn(clientWith().start()).payload);
  expect(toHex(valueIn(message, Option.clientId) as Uint8Array)).toBe('00030001020000000005');
  expect(valueIn(message, Option.iaNa)).toHaveLength(12);
  expect(toHex(valueIn(message, Option.request) as Uint8Array)).toBe('00170018');
  expect(valueIn(message, Option.rapidCommit)).toHaveLength(0);
  expect(toHex(valueIn(message, Option.elapsed) as Uint8Array)).toBe('0000');
});

test('attachments with one hardware address (ipvlan) are two interfaces, and each is always the same', () => {
  const iaidOf = (clientId: string) => {
    const message = decoded(sentIn(clientWith({ clientId }).start()).payload);
    return toHex((valueIn(message, Option.iaNa) as Uint8Array).subarray(0, 4));
  };
  expect(iaidOf('a/net/eth0')).not.toBe(iaidOf('b/net/eth0'));
  expect(iaidOf('a/net/eth0')).toBe(iaidOf('a/net/eth0'));
});

test('a server that gives a lease at once is taken at its word, but only if it says so', () => {
  const client = clientWith();
  const solicit = sentIn(client.start()).payload;
  expect(client.receive(answer('reply', solicit))).toEqual([]);
  const actions = looked(client, client.receive(answer('reply', solicit, { rapid: true })));
  expect(actions).toMatchObject([{ kind: 'bound', changed: true }]);
});

test('of several offers the one with the highest preference is taken up, of equal ones the first', () => {
  const client = clientWith();
  const solicit = sentIn(client.start()).payload;
  client.receive(answer('advertise', solicit, { preference: 3 }));
  client.receive(answer('advertise', solicit, { preference: 9, server: otherDuid }));
  client.receive(answer('advertise', solicit, { preference: 9 }));
  expect(client.wakeAt).toBe(200);
  expect(toHex(valueIn(decoded(sentIn(client.wake()).payload), Option.serverId) as Uint8Array)).toBe(
    otherDuid,
  );
});

test('an offer with preference 255 is taken up at once', () => {
  const client = clientWith();
  const actions = client.receive(answer('advertise', sentIn(client.start()).payload, { preference: 255 }));
  expect(typeOf(sentIn(actions).payload)).toBe('request');
});

test('a client that hears nothing waits twice as long each time, and gives up in time', () => {
  const client = clientWith({ resendTimeout: 60_000 });
  client.start();
  expect(client.until(10 ** 9).at(-1)).toEqual({ kind: 'failed', why: 'no server answered in 60 s' });
  expect(client.sent.map(({ at }) => Math.round(at / 1000))).toEqual([0, 1, 3, 7, 15, 31]);
  expect(client.log.at(-1)?.at).toBe(60_000);
});

test('a Request that is not answered is sent five times, then offers are asked for again', () => {
  const client = clientWith();
  client.receive(answer('advertise', sentIn(client.start()).payload));
  const types = [1, 2, 3, 4, 5, 6].map(() => typeOf(sentIn(client.wake()).payload));
  expect(types).toEqual([...Array(5).fill('request'), 'solicit']);
  expect(client.until(10 ** 9).at(-1)).toEqual({
    kind: 'failed',
    why: `server ${serverDuid} made an offer and then fell silent`,
  });
});

test.each([
  ['a status of the message', { status: 2, addresses: undefined }, 'says NoAddrsAvail: no?way'],
  ['a status of the association', { iaStatus: 2, addresses: [] }, 'says NoAddrsAvail: no?way'],
  ['a status there is no name for', { status: 77 }, 'says status 77: no?way'],
  ['no association', { addresses: undefined }, 'gave no address'],
  ["another interface's association", { iaid: Uint8Array.of(9, 9, 9, 9) }, 'gave no address'],
  ['T1 after T2', { t1: 9, t2: 8 }, 'gave T1 after T2'],
])('an offer with %s is none, and the failure tells it', (_, different, why) => {
  const client = clientWith();
  client.receive(answer('advertise', sentIn(client.start()).payload, different));
  expect(client.until(10 ** 9).at(-1)).toEqual({ kind: 'failed', why: `server ${serverDuid} ${why}` });
  // Servers had `timeout`, ten seconds, to do better; not all of `resendTimeout`.
  expect(client.log.at(-1)?.at).toBeGreaterThan(10_000);
  expect(client.log.at(-1)?.at).toBeLessThan(20_000);
});

test('an offer that cannot be used is passed over for a better one', () => {
  const client = clientWith();
  const solicit = sentIn(client.start()).payload;
  client.receive(answer('advertise', solicit, { status: 2 }));
  client.receive(answer('advertise', solicit, { server: otherDuid }));
  client.receive(answer('advertise', solicit, { status: 2 }));
  expect(typeOf(sentIn(client.wake()).payload)).toBe('request');
});

test('a Request is answered by the server it is for, with a Reply', () => {
  const client = clientWith();
  const solicit = sentIn(client.start()).payload;
  const request = sentIn(client.receive(answer('advertise', solicit, { preference: 255 }))).payload;
  expect(decoded(request).xid).not.toBe(decoded(solicit).xid);
  expect(client.receive(answer('reply', request, { server: otherDuid }))).toEqual([]);
  expect(client.receive(answer('advertise', request))).toEqual([]);
  expect(kinds(client.receive(answer('reply', request)))).toBe('probe');
});

test('an offer that cannot be used does not count any more once there was a better one', () => {
  const client = clientWith({ resendTimeout: 20_000 });
  const solicit = sentIn(client.start()).payload;
  client.receive(answer('advertise', solicit, { status: 2 }));
  client.receive(answer('advertise', solicit, { server: otherDuid }));
  const why = `server ${otherDuid} made an offer and then fell silent`;
  expect(client.until(10 ** 9).at(-1)).toEqual({ kind: 'failed', why });
});

test('a server that refuses what it offered is asked again after a while', () => {
  const client = clientWith();
  client.receive(answer('advertise', sentIn(client.start()).payload));
  const request = sentIn(client.wake()).payload;
  expect(client.receive(answer('reply', request, { status: 4, addresses: undefined }))).toEqual([]);
  expect(client.wakeAt).toBe(client.now + 2000);
  const solicit = sentIn(client.wake()).payload;
  expect(typeOf(solicit)).toBe('solicit');
  expect(new Set(client.sent.map(({ send }) => decoded(send.payload).xid)).size).toBe(3);
});

test.each([
  ['before it has begun', 'released', 0],
  ['with nothing but a Solicit out', 'released', 1],
  ['with a Request out, for which the server may hold the address', 'send released', 2],
  ['with a lease', 'send released', 3],
])('a client that is released %s does: %s', (_, expected, steps) => {
  const client = clientWith();
  if (steps === 1) client.start();
  if (steps === 2) client.receive(answer('advertise', sentIn(client.start()).payload, { preference: 255 }));
  if (steps === 3) acquire(client);
  const actions = client.tell({ kind: 'release' });
  expect(kinds(actions)).toBe(expected);
  if (steps < 2) return;
  const { payload } = sentIn(actions);
  expect(typeOf(payload)).toBe('release');
  expect(addressIn(payload)).toEqual(addressBytes('2001:db8::5'));
  expect(toHex(valueIn(decoded(payload), Option.serverId) as Uint8Array)).toBe(serverDuid);
  expect(client.start()).toEqual([]);
});

test.each([
  ['about another interface', { iaid: Uint8Array.of(1, 2, 3, 4) }, 'gave no address'],
  ['with T1 after T2', { t1: 9, t2: 8 }, 'gave T1 after T2'],
  [
    'of an address that no host can have',
    { addresses: [{ ...usual, address: 'ff02::5' }] },
    'that a host can',
  ],
])(
  'an answer to a Request %s is none: the right one is waited for, and if it does not come this is told',
  (_, different, why) => {
    const requesting = () => {
      const client = clientWith({ resendTimeout: 20_000 });
      const solicit = sentIn(client.start()).payload;
      const request = sentIn(client.receive(answer('advertise', solicit, { preference: 255 }))).payload;
      expect(client.receive(answer('reply', request, different))).toEqual([]);
      return { client, request };
    };
    const lucky = requesting();
    expect(kinds(lucky.client.receive(answer('reply', lucky.request)))).toBe('probe');
    expect(
      requesting()
        .client.until(10 ** 9)
        .at(-1),
    ).toMatchObject({ kind: 'failed', why: expect.stringContaining(why) });
  },
);
