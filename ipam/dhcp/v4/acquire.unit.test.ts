import { addressAt, toHex } from '../bytes.ts';
import { kinds, sentIn } from '../testMachine.ts';
import { Option } from './option.ts';
import { clientWith, lease, probed } from './testClient.ts';
import { addresses, answer, decoded, text, typeOf } from './testServer.ts';

test('a client asks everybody, takes the first offer, probes its address and is bound', () => {
  const client = clientWith();
  const discover = sentIn(client.start());
  expect([typeOf(discover.payload), discover.to]).toEqual(['discover', 'broadcast']);
  client.now = 50;
  const request = sentIn(client.receive(answer('offer', discover.payload)));
  expect([typeOf(request.payload), request.to]).toEqual(['request', 'broadcast']);
  expect(addressAt(decoded(request.payload).options.get(Option.requestedAddress) as Uint8Array, 0, 4)).toBe(
    '10.0.0.5',
  );
  expect(addressAt(decoded(request.payload).options.get(Option.server) as Uint8Array, 0, 4)).toBe('10.0.0.1');
  client.now = 80;
  const acked = client.receive(answer('ack', request.payload));
  expect(acked).toEqual([{ kind: 'probe', address: '10.0.0.5' }]);
  expect(client.machine.save()).toBeUndefined();
  client.now = 300;
  // The lease counts from the REQUEST.
  expect(probed(client, acked)).toMatchObject([
    {
      kind: 'bound',
      changed: true,
      lease: { address: '10.0.0.5/24', server: '10.0.0.1', expiresAt: 50 + 3_600_000 },
    },
  ]);
  expect(client.machine.save()).toMatchObject({ lease: { address: '10.0.0.5/24' } });
});

test('a client says who it is, what it wants and what answers it can take', () => {
  const { payload } = sentIn(clientWith().start());
  const { options, ...fields } = decoded(payload);
  expect(fields).toMatchObject({
    op: 1,
    mac: '02:00:00:00:00:05',
    broadcast: false,
    secs: 0,
    ciaddr: '0.0.0.0',
  });
  expect(Buffer.from(options.get(Option.clientId) ?? []).toString()).toBe('\0container/network/eth0');
  expect([...(options.get(Option.parameters) ?? [])]).toEqual([
    121, 1, 51, 54, 58, 59, 3, 6, 15, 26, 33, 119,
  ]);
  expect(toHex(options.get(Option.maximumSize) as Uint8Array)).toBe('04b0');
});

test('a client asks for answers by broadcast if it is to', () => {
  const client = clientWith({ broadcast: true });
  const discover = sentIn(client.start()).payload;
  expect(decoded(discover).broadcast).toBe(true);
  expect(decoded(sentIn(client.receive(answer('offer', discover))).payload).broadcast).toBe(true);
});

test('an identifier of more than 254 bytes is cut, so that it and its type fit into an option', () => {
  const { payload } = sentIn(clientWith({ clientId: 'x'.repeat(300) }).start());
  expect(decoded(payload).options.get(Option.clientId)).toHaveLength(255);
});

// The reference's L19.
test('two identifiers that differ in what is cut off are still two', () => {
  const identity = (clientId: string) =>
    Buffer.from(decoded(sentIn(clientWith({ clientId }).start()).payload).options.get(Option.clientId) ?? []);
  const long = `c1/${'n'.repeat(250)}/eth`;
  expect(identity(`${long}0`)).toHaveLength(255);
  expect(identity(`${long}0`)).not.toEqual(identity(`${long}1`));
  expect(identity(`${long}0`)).toEqual(identity(`${long}0`));
  expect(identity('x'.repeat(254)).toString()).toBe(`\0${'x'.repeat(254)}`);
});

test('a client sends what is provided, its own identifier too, but nothing that makes a message another one', () => {
  const provide = [
    { option: 12, value: text('web-1') },
    { option: Option.clientId, value: text('me') },
    { option: Option.messageType, value: Uint8Array.of(7) },
    { option: Option.server, value: addresses('6.6.6.6') },
    { option: 43, value: new Uint8Array(300) },
  ];
  const { payload } = sentIn(clientWith({ provide }).start());
  const { options } = decoded(payload);
  expect(typeOf(payload)).toBe('discover');
  expect([12, 61].map((number) => Buffer.from(options.get(number) ?? []).toString())).toEqual([
    'web-1',
    'me',
  ]);
  expect(options.get(43)).toHaveLength(300);
  expect(options.has(Option.server)).toBe(false);
});

test('an identifier of no bytes that is provided is none', () => {
  const provide = [{ option: Option.clientId, value: new Uint8Array() }];
  const { options } = decoded(sentIn(clientWith({ provide }).start()).payload);
  expect(Buffer.from(options.get(Option.clientId) ?? []).toString()).toBe('\0container/network/eth0');
});

test('a client that hears nothing waits twice as long each time, tells how long, and gives up in time', () => {
  const client = clientWith();
  client.start();
  const actions = client.until(10 ** 9);
  expect(kinds(actions)).toBe('send send send send send failed');
  expect(actions.at(-1)).toEqual({ kind: 'failed', why: 'no server answered in 208 s' });
  const [first = 0, ...others] = client.sent.map(({ at }) => Math.round(at / 1000));
  expect([first, ...others]).toEqual([0, 10, 30, 70, 132, 194]);
  expect(client.sent.map(({ send }) => decoded(send.payload).secs)).toEqual(
    [0, 10, 30, 70, 132, 194].map((at) => expect.closeTo(at, 0)),
  );
  expect(new Set(client.sent.map(({ send }) => decoded(send.payload).xid)).size).toBe(1);
  expect(client.log.at(-1)?.at).toBe(208_000);
  expect(client.start()).toEqual([]);
});

test('a REQUEST has the secs and xid of its DISCOVER (RFC 2131, 3.1)', () => {
  const client = clientWith();
  client.start();
  const discover = decoded(sentIn(client.wake()).payload);
  client.now += 3000;
  const request = decoded(
    sentIn(client.receive(answer('offer', client.sent[1]?.send.payload as Uint8Array))).payload,
  );
  expect([request.secs, request.xid]).toEqual([discover.secs, discover.xid]);
  expect(request.secs).toBeGreaterThan(8);
});

test('a REQUEST that is not answered is sent three times, then offers are asked for again', () => {
  const client = clientWith();
  client.receive(answer('offer', sentIn(client.start()).payload));
  const types = [client.wake(), client.wake(), client.wake()].map((actions) =>
    typeOf(sentIn(actions).payload),
  );
  expect(types).toEqual(['request', 'request', 'discover']);
  expect(client.until(10 ** 9).at(-1)).toEqual({
    kind: 'failed',
    why: 'server 10.0.0.1 offered 10.0.0.5 and then fell silent',
  });
});

test('after a NAK a client waits a little and begins anew with another xid', () => {
  const client = clientWith();
  const discover = sentIn(client.start()).payload;
  const request = sentIn(client.receive(answer('offer', discover))).payload;
  expect(client.receive(answer('nak', request))).toEqual([]);
  expect(client.wakeAt).toBe(2000);
  const again = sentIn(client.wake()).payload;
  expect(typeOf(again)).toBe('discover');
  expect(decoded(again).xid).not.toBe(decoded(discover).xid);
});

test('an address that somebody has is declined, and ten seconds later asked for anew', () => {
  const client = clientWith();
  const declined = probed(client, lease(client, sentIn(client.start()).payload), true);
  const { payload, to } = sentIn(declined);
  const { options, ciaddr } = decoded(payload);
  expect([typeOf(payload), to, ciaddr]).toEqual(['decline', 'broadcast', '0.0.0.0']);
  expect(options.get(Option.requestedAddress)).toEqual(addresses('10.0.0.5'));
  expect(options.get(Option.server)).toEqual(addresses('10.0.0.1'));
  expect(options.has(Option.clientId)).toBe(true);
  expect(client.machine.save()).toBeUndefined();
  expect(client.wakeAt).toBe(10_000);
  expect(typeOf(sentIn(client.wake()).payload)).toBe('discover');
});

test('an address that somebody has, and no time to wait, is a failure that says so', () => {
  const client = clientWith({ resendTimeout: 10_000 });
  const actions = probed(client, lease(client, sentIn(client.start()).payload), true);
  expect(kinds(actions)).toBe('send failed');
  expect(actions[1]).toMatchObject({
    why: 'server 10.0.0.1 gave 10.0.0.5, which somebody else on the link has',
  });
});

test('an address about which nothing can be found out is asked about again, and given back when time is over', () => {
  const client = clientWith();
  const probe = { kind: 'probe', address: '10.0.0.5' };
  expect(lease(client, sentIn(client.start()).payload)).toEqual([probe]);
  expect(client.wakeAt).toBe(2000);
  expect(client.wake()).toEqual([probe]);
  const actions = client.until(208_000);
  expect(kinds(actions)).toBe(`${'probe '.repeat(102)}send failed`);
  expect(typeOf(sentIn(actions).payload)).toBe('release');
  expect(actions.at(-1)).toMatchObject({ why: expect.stringContaining('cannot be found out whether') });
  const lucky = clientWith();
  const asked = lease(lucky, sentIn(lucky.start()).payload);
  lucky.wake();
  expect(kinds(probed(lucky, asked))).toBe('bound');
});

test('what was probed about another address is nothing to the client', () => {
  const client = clientWith();
  lease(client, sentIn(client.start()).payload);
  expect(client.tell({ kind: 'probed', address: '10.0.0.6', taken: true })).toEqual([]);
  expect(kinds(client.tell({ kind: 'probed', address: '10.0.0.5', taken: false }))).toBe('bound');
});

test('an offer without a mask is passed over for a better one', () => {
  const client = clientWith();
  const discover = sentIn(client.start()).payload;
  expect(client.receive(answer('offer', discover, { options: { 1: undefined } }))).toEqual([]);
  client.now = 9000;
  expect(typeOf(sentIn(client.receive(answer('offer', discover, { server: '10.0.0.2' }))).payload)).toBe(
    'request',
  );
});

test('an offer without a mask, and no better one in the first wait, is a failure that says so', () => {
  const client = clientWith();
  const discover = sentIn(client.start()).payload;
  client.receive(answer('offer', discover, { options: { 1: undefined } }));
  const why = 'server 10.0.0.1 gave 10.0.0.5 without a subnet mask (option 1)';
  expect(client.wake()).toEqual([{ kind: 'failed', why }]);
});

test('an offer without a mask does not count any more once there was a better one', () => {
  const client = clientWith();
  const discover = sentIn(client.start()).payload;
  client.receive(answer('offer', discover, { options: { 1: undefined } }));
  client.receive(answer('offer', discover, { server: '10.0.0.2' }));
  expect(client.until(10 ** 9).at(-1)).toEqual({
    kind: 'failed',
    why: 'server 10.0.0.2 offered 10.0.0.5 and then fell silent',
  });
});

test('a client that slept past its time while it paused gives up without asking again', () => {
  const client = clientWith();
  const request = sentIn(client.receive(answer('offer', sentIn(client.start()).payload))).payload;
  client.receive(answer('nak', request));
  client.now = 208_000;
  const why = 'server 10.0.0.1 offered 10.0.0.5 and then refused it';
  expect(client.tell({ kind: 'woken' })).toEqual([{ kind: 'failed', why }]);
});

test('an ACK that comes after the end of what it gives is no lease', () => {
  const client = clientWith();
  const request = sentIn(client.receive(answer('offer', sentIn(client.start()).payload))).payload;
  client.now = 6000;
  const options = { 51: Uint8Array.of(0, 0, 0, 5) };
  expect(client.receive(answer('ack', request, { options }))).toEqual([]);
  expect(kinds(client.receive(answer('ack', request)))).toBe('probe');
});

test('where ACK and OFFER differ the ACK holds, but for another address or server, which are no answer', () => {
  const client = clientWith();
  const request = sentIn(client.receive(answer('offer', sentIn(client.start()).payload))).payload;
  for (const other of [{ yiaddr: '10.0.0.6' }, { server: '10.0.0.2' }])
    expect(client.receive(answer('ack', request, other))).toEqual([]);
  const options = { 1: addresses('255.255.0.0'), 3: addresses('10.0.9.9'), 51: Uint8Array.of(0, 0, 0, 60) };
  expect(probed(client, client.receive(answer('ack', request, { options })))).toMatchObject([
    { kind: 'bound', lease: { address: '10.0.0.5/16', gateway: '10.0.9.9', expiresAt: 60_000 } },
  ]);
});

test('an ACK that cannot be used is no lease', () => {
  const client = clientWith();
  const request = sentIn(client.receive(answer('offer', sentIn(client.start()).payload))).payload;
  expect(client.receive(answer('ack', request, { options: { 51: new Uint8Array(4) } }))).toEqual([]);
  expect(client.machine.save()).toBeUndefined();
  expect(typeOf(sentIn(client.wake()).payload)).toBe('discover');
});

test('a lease that ran out before its address was probed is not used', () => {
  const client = clientWith();
  lease(client, sentIn(client.start()).payload, { options: { 51: Uint8Array.of(0, 0, 0, 5) } });
  client.now = 6000;
  const actions = client.tell({ kind: 'probed', address: '10.0.0.5', taken: false });
  expect(kinds(actions)).toBe('send');
  expect(typeOf(sentIn(actions).payload)).toBe('discover');
});

test.each([
  ['before it has begun', 'released'],
  ['with nothing but a DISCOVER out', 'released', 'start'],
  ['with a REQUEST out, for which the server may hold the address', 'send released', 'start', 'offer'],
  ['while the address is probed', 'send released', 'start', 'offer', 'ack'],
])('a client that is released %s does: %s', (_, expected, ...steps) => {
  const client = clientWith();
  let actions = steps.includes('start') ? client.start() : [];
  if (steps.includes('offer')) actions = client.receive(answer('offer', sentIn(actions).payload));
  if (steps.includes('ack')) actions = client.receive(answer('ack', sentIn(actions).payload));
  expect(kinds(client.tell({ kind: 'release' }))).toBe(expected);
  expect(client.tell({ kind: 'woken' })).toEqual([]);
  expect(client.start()).toEqual([]);
  expect(client.tell({ kind: 'release' })).toEqual([{ kind: 'released' }]);
});
