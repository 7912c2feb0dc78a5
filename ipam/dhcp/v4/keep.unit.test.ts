import { numberBytes } from '../bytes.ts';
import type { MachineAction } from '../machine.ts';
import { type Clocked, kinds, sentIn } from '../testMachine.ts';
import { Option } from './option.ts';
import { acquire, clientWith, lease, probed } from './testClient.ts';
import { addresses, answer, decoded, text, typeOf } from './testServer.ts';

const seconds = (number: number) => ({ options: { [Option.leaseTime]: numberBytes(number, 4) } });
const hour = 3_600_000;
/** T1 without the fuzz of the test's random numbers, which are in the middle: 1/32. */
const t1 = (lease: number) => (lease / 2) * (31 / 32);

/** A client with a lease since 0, and its REQUEST at T1. */
function renewing(different = {}): { client: Clocked; request: Uint8Array } {
  const client = clientWith();
  acquire(client, different);
  return { client, request: sentIn(client.wake()).payload };
}

/** A client whose server has been silent, and its first REQUEST after T2. */
function rebinding(): { client: Clocked; request: Uint8Array } {
  const { client } = renewing();
  const actions = client.until((hour * 7) / 8);
  return {
    client,
    request: actions.filter((action) => action.kind === 'send').at(-1)?.payload as Uint8Array,
  };
}

test('at T1 a client asks its server, from its address, to renew, and has the lease anew', () => {
  const client = clientWith();
  acquire(client);
  expect(client.wakeAt).toBeCloseTo(t1(hour), -2);
  const renewed = sentIn(client.wake());
  expect(renewed).toMatchObject({ to: 'server', server: '10.0.0.1', from: '10.0.0.5' });
  const { ciaddr, options } = decoded(renewed.payload);
  expect([typeOf(renewed.payload), ciaddr]).toEqual(['request', '10.0.0.5']);
  // RFC 2131, 4.3.2: neither of them in a renewal.
  expect(options.has(Option.server) || options.has(Option.requestedAddress)).toBe(false);
  const sentAt = client.now;
  client.now += 40;
  expect(client.receive(answer('ack', renewed.payload))).toMatchObject([
    { kind: 'bound', changed: false, lease: { expiresAt: sentAt + hour } },
  ]);
  expect(client.wakeAt).toBeCloseTo(sentAt + t1(hour), -2);
});

test('the relay by which a lease came is known after a renewal, whose answer says nothing of it', () => {
  const relayed = { giaddr: '10.0.0.9' };
  const { client, request } = renewing(relayed);
  const relayOf = (actions: readonly MachineAction[]) =>
    actions.map((action) => action.kind === 'bound' && [action.lease.relay, action.changed]);
  expect(relayOf(client.receive(answer('ack', request)))).toEqual([['10.0.0.9', false]]);
  expect(client.machine.save()?.lease.relay).toBe('10.0.0.9');
  const direct = renewing({ giaddr: '224.0.0.1' });
  expect(relayOf(direct.client.receive(answer('ack', direct.request)))).toEqual([[undefined, false]]);
});

test('a client whose server is silent asks it at halves of the time left, then everybody, then loses the lease', () => {
  const client = clientWith();
  acquire(client);
  const actions = client.until(hour);
  const sent = client.sent.slice(2);
  expect(sent.map(({ send }) => send.to).join(' ')).toMatch(/^(server ){6}(broadcast ){4}broadcast$/);
  expect(sent.map(({ at }) => Math.round(at / 60_000))).toEqual([29, 41, 47, 50, 51, 52, 53, 56, 58, 59, 60]);
  expect(kinds(actions)).toBe(`${'send '.repeat(10)}lost send`);
  expect(actions.at(-2)).toEqual({
    kind: 'lost',
    address: '10.0.0.5',
    why: 'the lease ran out and server 10.0.0.1 did not renew it',
  });
  const again = decoded(sentIn(actions.slice(-1)).payload);
  expect(again.options.get(Option.messageType)).toEqual(Uint8Array.of(1));
  expect(again.options.get(Option.requestedAddress)).toEqual(addresses('10.0.0.5'));
  expect(client.machine.save()).toBeUndefined();
});

test('a client that lost its lease goes on asking for as long as it takes', () => {
  const client = clientWith();
  acquire(client);
  const actions = client.until(100 * hour);
  expect(kinds(actions)).not.toContain('failed');
  const discover = client.sent.at(-1);
  expect(client.now - (discover?.at ?? 0)).toBeLessThanOrEqual(62_000);
  const request = sentIn(client.receive(answer('offer', discover?.send.payload as Uint8Array))).payload;
  client.receive(answer('ack', request));
  const bound = client.tell({ kind: 'probed', address: '10.0.0.5', taken: false });
  expect(bound).toMatchObject([{ kind: 'bound', changed: true }]);
});

test('a client that lost its lease is not discouraged by an offer that cannot be used', () => {
  const client = clientWith();
  acquire(client);
  client.until(hour);
  const discover = client.sent.at(-1)?.send.payload as Uint8Array;
  expect(client.receive(answer('offer', discover, { options: { 1: undefined } }))).toEqual([]);
  expect(typeOf(sentIn(client.wake()).payload)).toBe('discover');
});

test('a client that has its address takes answers there, broadcast or not', () => {
  const client = clientWith({ broadcast: true });
  acquire(client);
  expect(decoded(sentIn(client.wake()).payload).broadcast).toBe(false);
});

test('a lease of ten seconds is asked for three times before T2, and lasts if the last of them is answered', () => {
  const client = clientWith();
  acquire(client, seconds(10));
  const sends = client.until(8000).filter(({ kind }) => kind === 'send');
  expect(sends).toHaveLength(3);
  const payload = client.sent.at(-1)?.send.payload as Uint8Array;
  expect(client.receive(answer('ack', payload, seconds(10)))).toMatchObject([
    { kind: 'bound', changed: false },
  ]);
  expect(client.wakeAt).toBeGreaterThan(8750);
});

test('a lease without end is never renewed', () => {
  const client = clientWith();
  const bound = acquire(client, seconds(0xffffffff));
  expect(bound).toMatchObject([{ lease: { expiresAt: Infinity } }]);
  expect(JSON.parse(JSON.stringify(client.machine.save()))).toMatchObject({ lease: { expiresAt: null } });
  client.now = 10 ** 15;
  expect(client.tell({ kind: 'woken' })).toEqual([]);
});

test('a renewal with other options is told as a change, with other times alone it is not', () => {
  const { client, request } = renewing();
  const options = { [Option.nameservers]: addresses('10.0.0.9') };
  expect(client.receive(answer('ack', request, { options }))).toMatchObject([
    { kind: 'bound', changed: true },
  ]);
  const again = sentIn(client.wake()).payload;
  expect(
    client.receive(answer('ack', again, { options: { ...options, 51: numberBytes(60, 4) } })),
  ).toMatchObject([{ kind: 'bound', changed: false, lease: { dns: { nameservers: ['10.0.0.9'] } } }]);
});

test('a NAK takes the lease away, and the client begins anew at once, without that address', () => {
  const { client, request } = renewing();
  const actions = client.receive(answer('nak', request));
  expect(kinds(actions)).toBe('lost send');
  expect(actions[0]).toEqual({ kind: 'lost', address: '10.0.0.5', why: 'server 10.0.0.1 refused 10.0.0.5' });
  expect(decoded(sentIn(actions).payload).options.has(Option.requestedAddress)).toBe(false);
  expect(client.machine.save()).toBeUndefined();
});

test.each([
  ['ack', []],
  ['nak', []],
] as const)('an %s of another server is nothing before T2, when its own was asked', (type, expected) => {
  const { client, request } = renewing();
  expect(client.receive(answer(type, request, { server: '10.0.0.2' }))).toEqual(expected);
  expect(kinds(client.receive(answer('ack', request)))).toBe('bound');
});

test('after T2 any server may renew the lease, and is asked from then on', () => {
  const { client, request } = rebinding();
  expect(decoded(request).ciaddr).toBe('10.0.0.5');
  expect(client.receive(answer('ack', request, { server: '10.0.0.2' }))).toMatchObject([
    { kind: 'bound', lease: { server: '10.0.0.2' } },
  ]);
  expect(sentIn(client.wake())).toMatchObject({ to: 'server', server: '10.0.0.2' });
});

test.each([
  ['of another address', { yiaddr: '10.0.0.6' }],
  ['without a mask', { options: { 1: undefined } }],
  ['for no time', seconds(0)],
  ['that was over when it came', seconds(5)],
])('an ACK %s is no renewal', (_, different) => {
  const { client, request } = renewing();
  client.now += 6000;
  expect(client.receive(answer('ack', request, different))).toEqual([]);
  expect(client.machine.save()).toMatchObject({ lease: { address: '10.0.0.5/24' } });
});

test('an ACK that comes after the lease has run out is no renewal', () => {
  const { client, request } = renewing();
  client.now = hour;
  const actions = client.receive(answer('ack', request));
  expect(kinds(actions)).toBe('lost send');
  expect(client.machine.save()).toBeUndefined();
});

test('a client that slept past T2 asks everybody, past the end it has lost the lease', () => {
  for (const [now, expected] of [
    [hour - 60_000, 'send'],
    [hour + 60_000, 'lost send'],
  ] as const) {
    const client = clientWith();
    acquire(client);
    client.now = now;
    const actions = client.tell({ kind: 'woken' });
    expect(kinds(actions)).toBe(expected);
    expect(sentIn(actions).to).toBe('broadcast');
  }
});

test('a client woken too early does nothing but ask to be woken again', () => {
  const client = clientWith();
  acquire(client);
  const at = client.wakeAt;
  expect(client.machine.on({ kind: 'woken' }, at - 1)).toEqual([{ kind: 'wake', at }]);
  expect(kinds(client.wake())).toBe('send');
  expect(client.machine.on({ kind: 'woken' }, at)).toEqual([{ kind: 'wake', at: client.wakeAt }]);
});

test('an address that somebody else turns out to have is declined and lost', () => {
  const client = clientWith();
  acquire(client);
  const actions = client.tell({ kind: 'probed', address: '10.0.0.5', taken: true });
  expect(kinds(actions)).toBe('lost send');
  expect(typeOf(sentIn(actions).payload)).toBe('decline');
  expect(client.wakeAt).toBe(10_000);
  const discover = sentIn(client.wake()).payload;
  expect(typeOf(discover)).toBe('discover');
  expect(decoded(discover).options.has(Option.requestedAddress)).toBe(false);
});

test('an address that was lost, given again and somebody else has is not wished for any more', () => {
  const client = clientWith();
  acquire(client);
  client.until(hour);
  const discover = client.sent.at(-1)?.send.payload as Uint8Array;
  expect(decoded(discover).options.has(Option.requestedAddress)).toBe(true);
  probed(client, lease(client, discover), true);
  expect(decoded(sentIn(client.wake()).payload).options.has(Option.requestedAddress)).toBe(false);
});

test.each<[string, () => Clocked]>([
  ['bound', () => renewed(clientWith())],
  ['renewing', () => renewing().client],
  ['rebinding', () => rebinding().client],
])('a client that is released while %s gives the address back, from the address', (_, make) => {
  const client = make();
  const actions: MachineAction[] = client.tell({ kind: 'release' });
  expect(kinds(actions)).toBe('send released');
  const send = sentIn(actions);
  expect(send).toMatchObject({ to: 'server', server: '10.0.0.1', from: '10.0.0.5' });
  const { ciaddr, options } = decoded(send.payload);
  expect([typeOf(send.payload), ciaddr]).toEqual(['release', '10.0.0.5']);
  expect([...options.keys()].sort()).toEqual([Option.messageType, Option.server, Option.clientId]);
  expect(client.machine.save()).toBeUndefined();
});

function renewed(client: Clocked): Clocked {
  acquire(client);
  client.receive(answer('ack', sentIn(client.wake()).payload));
  return client;
}

test('RELEASE and DECLINE have the client identifier that was provided, as all before them had', () => {
  const provide = [{ option: Option.clientId, value: text('me') }];
  const client = clientWith({ provide });
  acquire(client);
  client.tell({ kind: 'release' });
  const identities = client.sent.map(({ send }) => decoded(send.payload).options.get(Option.clientId));
  expect(identities).toEqual([text('me'), text('me'), text('me')]);
});
