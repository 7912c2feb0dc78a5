import { addressBytes, joined } from '../bytes.ts';
import type { MachineAction, SavedLease } from '../machine.ts';
import { type Clocked, kinds, sentIn } from '../testMachine.ts';
import { Option } from './option.ts';
import { acquire, clientWith, last, looked } from './testClient.ts';
import { addressIn, answer, decoded, otherDuid, serverDuid, typeOf, usual, valueIn } from './testServer.ts';

const hour = 3_600_000;
const seconds = (preferred: number, valid = preferred) => ({ addresses: [{ ...usual, preferred, valid }] });

/** A client with a lease, and its Renew at T1. */
function renewing(): Clocked {
  const client = clientWith();
  acquire(client);
  client.wake();
  return client;
}

/** A client whose server has been silent until after T2. */
function rebinding(): Clocked {
  const client = renewing();
  client.until(2_400_300);
  return client;
}

test('at T1 a client asks its server to renew, and has the lease anew', () => {
  const client = renewing();
  expect(typeOf(last(client))).toBe('renew');
  expect(addressIn(last(client))).toEqual(addressBytes('2001:db8::5'));
  const sentAt = client.now;
  client.now += 40;
  expect(client.receive(answer('reply', last(client)))).toMatchObject([
    { kind: 'bound', changed: false, lease: { expiresAt: sentAt + hour } },
  ]);
});

test('a client whose server is silent asks it, then every server, then has lost the lease and asks on', () => {
  const client = clientWith();
  acquire(client);
  const actions = client.until(hour + 400);
  const types = client.sent.slice(2).map(({ send }) => typeOf(send.payload));
  expect(types.join(' ')).toMatch(/^(renew ){6,8}(rebind ){6,8}solicit( solicit)*$/);
  expect(actions.filter(({ kind }) => kind === 'lost')).toEqual([
    {
      kind: 'lost',
      address: '2001:db8::5',
      why: `the lease ran out and server ${serverDuid} did not renew it`,
    },
  ]);
  expect(client.machine.save()).toBeUndefined();
  expect(kinds(client.until(100 * hour))).not.toContain('failed');
  expect(addressIn(last(client))).toEqual(addressBytes('2001:db8::5'));
});

test('a lease of ten seconds is asked for at least twice before T2, and lasts if that is answered', () => {
  const client = clientWith();
  acquire(client, seconds(10));
  const sends = client.until(8000).filter(({ kind }) => kind === 'send');
  expect(sends.length).toBeGreaterThanOrEqual(2);
  expect(client.receive(answer('reply', last(client), seconds(10)))).toMatchObject([
    { kind: 'bound', changed: false },
  ]);
});

test('a lease without end is never renewed', () => {
  const client = clientWith();
  expect(acquire(client, seconds(0xffffffff))).toMatchObject([
    { lease: { expiresAt: Infinity, renewAt: Infinity } },
  ]);
  client.now = 10 ** 15;
  expect(client.tell({ kind: 'woken' })).toEqual([]);
});

test.each([
  ['T1 and T2 as told', { t1: 100, t2: 200 }, [100, 200, 3600]],
  ['half and 4/5 of the preferred time', {}, [1500, 2400, 3600]],
  ['the same where T2 is after the end', { t1: 100, t2: 3600 }, [1500, 2400, 3600]],
  [
    'of an address that is valid but not preferred, of the valid time',
    { addresses: [{ ...usual, preferred: 0 }] },
    [1800, 2880, 3600],
  ],
  ['T1 alone', { t1: 2900 }, [2900, 2900, 3600]],
  ['T2 alone', { t2: 1000 }, [1000, 1000, 3600]],
  ['an end that never comes', { addresses: [{ ...usual, valid: 0xffffffff }] }, [1500, 2400, Infinity]],
  ['no T1 before an end', { t1: 0xffffffff, t2: 0xffffffff }, [1500, 2400, 3600]],
])('times: %s', (_, different, times) => {
  const client = clientWith();
  const [bound] = acquire(client, different);
  const lease = bound?.kind === 'bound' ? bound.lease : undefined;
  expect([lease?.renewAt, lease?.rebindAt, lease?.expiresAt].map((at) => (at ?? 0) - client.now)).toEqual(
    times.map((second) => second * 1000),
  );
});

test('a renewal with other DNS is told as a change', () => {
  const client = renewing();
  const more = [
    {
      code: Option.nameservers,
      value: joined(addressBytes('2001:db8::53'), addressBytes('fe80::1'), addressBytes('::1')),
    },
    { code: Option.search, value: Uint8Array.of(1, 97, 0) },
  ];
  expect(client.receive(answer('reply', last(client), { more }))).toMatchObject([
    { kind: 'bound', changed: true, lease: { dns: { nameservers: ['2001:db8::53'], search: ['a'] } } },
  ]);
});

test('before T2 only its server may renew the lease, after it any, which is asked from then on', () => {
  const early = renewing();
  expect(early.receive(answer('reply', last(early), { server: otherDuid }))).toEqual([]);
  const late = rebinding();
  expect(valueIn(decoded(last(late)), Option.serverId)).toBeUndefined();
  expect(late.receive(answer('reply', last(late), { server: otherDuid }))).toMatchObject([
    { kind: 'bound', changed: false, lease: { server: otherDuid } },
  ]);
});

test('a server that has forgotten the lease is asked for the same address, which stays in use', () => {
  const client = renewing();
  const request = sentIn(
    client.receive(answer('reply', last(client), { iaStatus: 3, addresses: [] })),
  ).payload;
  expect([typeOf(request), addressIn(request)]).toEqual(['request', addressBytes('2001:db8::5')]);
  expect(client.machine.save()).toBeDefined();
  expect(client.receive(answer('reply', request))).toMatchObject([{ kind: 'bound', changed: false }]);
});

/** A client whose server gives another address in place of the one it has. What that did. */
function moving(): { client: Clocked; actions: MachineAction[] } {
  const client = renewing();
  const addresses = [{ ...usual, address: '2001:db8::6' }];
  return { client, actions: client.receive(answer('reply', last(client), { addresses })) };
}

test('a server that gives another address moves the client, once nobody else is found to have it', () => {
  const { client, actions } = moving();
  expect(actions).toEqual([{ kind: 'probe', address: '2001:db8::6' }]);
  expect(client.machine.save()?.lease.address).toBe('2001:db8::5/128');
  expect(client.tell({ kind: 'probed', address: '2001:db8::5', taken: true })).toEqual([]);
  expect(client.tell({ kind: 'probed', address: '2001:db8::6', taken: false })).toMatchObject([
    { kind: 'bound', changed: true, lease: { address: '2001:db8::6/128' } },
  ]);
});

test('another address that somebody else has is declined, and the one it is given for is lost', () => {
  const { client } = moving();
  const actions = client.tell({ kind: 'probed', address: '2001:db8::6', taken: true });
  const why = `server ${serverDuid} gave 2001:db8::6, which somebody else on the link has`;
  expect(actions[0]).toEqual({ kind: 'lost', address: '2001:db8::5', why });
  const { payload } = sentIn(actions);
  expect([typeOf(payload), addressIn(payload)]).toEqual(['decline', addressBytes('2001:db8::6')]);
});

test('a client that cannot find out about another address looks again, and gives both back at its end', () => {
  const { client } = moving();
  expect(client.wake()).toEqual([{ kind: 'probe', address: '2001:db8::6' }]);
  const given = client.tell({ kind: 'release' });
  expect(given.flatMap((action) => (action.kind === 'send' ? [addressIn(action.payload)] : []))).toEqual([
    addressBytes('2001:db8::5'),
    addressBytes('2001:db8::6'),
  ]);
  expect(kinds(moving().client.until(hour + 200))).toMatch(/^(probe )+lost send$/);
});

test('a server that has forgotten the lease and gives another address moves the client', () => {
  const client = renewing();
  const request = sentIn(
    client.receive(answer('reply', last(client), { iaStatus: 3, addresses: [] })),
  ).payload;
  const addresses = [{ ...usual, address: '2001:db8::6' }];
  expect(looked(client, client.receive(answer('reply', request, { addresses })))).toMatchObject([
    { kind: 'bound', changed: true, lease: { address: '2001:db8::6/128' } },
  ]);
});

test('a server that has forgotten the lease and has no address for us takes it away', () => {
  const client = renewing();
  const request = sentIn(
    client.receive(answer('reply', last(client), { iaStatus: 3, addresses: [] })),
  ).payload;
  expect(kinds(client.receive(answer('reply', request, { status: 2, addresses: undefined })))).toBe(
    'lost send',
  );
});

test('a server that has forgotten the lease and falls silent is asked to renew it again', () => {
  const client = renewing();
  client.receive(answer('reply', last(client), { iaStatus: 3, addresses: [] }));
  const types = [1, 2, 3, 4].map(() => typeOf(sentIn(client.wake()).payload));
  expect(types).toEqual(['request', 'request', 'request', 'renew']);
});

test.each([
  ['takes the address back', { addresses: [{ ...usual, preferred: 0, valid: 0 }] }, 'took 2001:db8::5 back'],
  ['says it is not of this link', { status: 4, addresses: undefined }, 'says NotOnLink: no?way'],
])('a server that %s ends the lease', (_, different, why) => {
  const client = renewing();
  const actions = client.receive(answer('reply', last(client), different));
  expect(kinds(actions)).toBe('lost send');
  expect(actions[0]).toEqual({ kind: 'lost', address: '2001:db8::5', why: `server ${serverDuid} ${why}` });
  expect(addressIn(sentIn(actions).payload)).toBeUndefined();
});

test.each([
  ['without an association', { addresses: undefined }],
  ['without an address', { addresses: [] }],
  ['with a status that may pass', { status: 1 }],
  [
    'with addresses of nobody',
    {
      addresses: ['::', '::1', 'fe80::1', 'ff02::1', '::ffff:10.0.0.1'].map((address) => ({
        ...usual,
        address,
      })),
    },
  ],
  ['with an address that is preferred for longer than it is valid', seconds(3700, 3600)],
  ['with an address that has a status', { addresses: [{ ...usual, status: 1 }] }],
])('a Reply %s is no renewal, and leaves the lease as it is', (_, different) => {
  const client = renewing();
  const before = client.machine.save();
  expect(client.receive(answer('reply', last(client), different))).toEqual([]);
  expect(client.machine.save()).toEqual(before);
});

test('a Reply that comes after the end of what it gives is no renewal', () => {
  const client = renewing();
  client.now += 6000;
  expect(client.receive(answer('reply', last(client), seconds(5)))).toEqual([]);
  expect(client.machine.save()).toBeDefined();
});

test('a server that is asked for a forgotten lease again is the only one that can give it', () => {
  const client = renewing();
  const request = sentIn(
    client.receive(answer('reply', last(client), { iaStatus: 3, addresses: [] })),
  ).payload;
  expect(client.receive(answer('reply', request, { server: otherDuid }))).toEqual([]);
  expect(client.receive(answer('advertise', request))).toEqual([]);
});

test('a client that lost its lease is not discouraged by an offer that cannot be used', () => {
  const client = clientWith();
  acquire(client);
  client.until(hour + 20_000);
  expect(client.receive(answer('advertise', last(client), { status: 2 }))).toEqual([]);
  expect(typeOf(sentIn(client.wake()).payload)).toBe('solicit');
});

describe('after a restart', () => {
  const saved = (): SavedLease => JSON.parse(JSON.stringify(renewing().machine.save()));

  test('a client asks whether its address belongs on the link, and has its lease as it was', () => {
    const client = clientWith({ saved: saved() }, 60_000);
    const { payload } = sentIn(client.start());
    expect([typeOf(payload), addressIn(payload)]).toEqual(['confirm', addressBytes('2001:db8::5')]);
    expect(valueIn(decoded(payload), Option.serverId)).toBeUndefined();
    const actions = client.receive(answer('reply', payload, { addresses: undefined, server: otherDuid }));
    expect(actions).toEqual([{ kind: 'bound', changed: false, lease: saved().lease }]);
  });

  test('a client that hears nothing for ten seconds uses its lease', () => {
    const client = clientWith({ saved: saved() }, 60_000);
    client.start();
    const actions = client.until(70_000);
    expect(kinds(actions)).toBe('send send send bound');
    expect(client.wakeAt).toBe(saved().lease.renewAt);
  });

  test('a client whose address is not of this link has lost it', () => {
    const client = clientWith({ saved: saved() }, 60_000);
    const { payload } = sentIn(client.start());
    expect(client.receive(answer('reply', payload, { status: 1, addresses: undefined }))).toEqual([]);
    expect(kinds(client.receive(answer('reply', payload, { status: 4, addresses: undefined })))).toBe(
      'lost send',
    );
  });

  test('a client whose lease ran out has lost it', () => {
    expect(kinds(clientWith({ saved: saved() }, 2 * hour).start())).toBe('lost send');
    expect(clientWith({ saved: saved() }, 2 * hour).tell({ kind: 'release' })).toEqual([
      { kind: 'released' },
    ]);
  });

  test('a client is called as it was, whatever its address is now, and gives back what was saved', () => {
    const client = clientWith({ saved: saved(), mac: '02:00:00:00:00:99', clientId: 'x' }, 60_000);
    const released = sentIn(client.tell({ kind: 'release' })).payload;
    const before = decoded(last(renewing()));
    expect(typeOf(released)).toBe('release');
    for (const code of [Option.clientId, Option.iaNa])
      expect(valueIn(decoded(released), code)).toEqual(valueIn(before, code));
  });

  test('a client whose file is of IPv4, or holds nothing, begins from nothing', () => {
    for (const lease of [{ ...saved().lease, family: 4 }, null]) {
      const client = clientWith({ saved: { lease, memory: { duid: 'zz', iaid: '00' } } as never });
      const { payload } = sentIn(client.start());
      const usualClient = decoded(sentIn(clientWith().start()).payload);
      expect(typeOf(payload)).toBe('solicit');
      for (const code of [Option.clientId, Option.iaNa])
        expect(valueIn(decoded(payload), code)).toEqual(valueIn(usualClient, code));
    }
  });
});
