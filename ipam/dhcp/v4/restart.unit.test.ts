import { numberBytes } from '../bytes.ts';
import type { SavedLease } from '../machine.ts';
import { type Clocked, kinds, sentIn } from '../testMachine.ts';
import { Option } from './option.ts';
import { acquire, clientWith } from './testClient.ts';
import { addresses, answer, decoded, text, typeOf } from './testServer.ts';

const hour = 3_600_000;

/** What a client saved that has had a lease since 0, as it comes out of a file. */
function saved(options: Record<number, Uint8Array> = {}, client: Clocked = clientWith()): SavedLease {
  acquire(client, { options });
  return JSON.parse(JSON.stringify(client.machine.save()));
}

test('a restarted client asks whether its lease still holds, and goes on with what it is told', () => {
  const client = clientWith({ saved: saved() }, 60_000);
  const actions = client.start();
  const { payload, to } = sentIn(actions);
  const { ciaddr, options } = decoded(payload);
  // RFC 2131, 4.3.2, INIT-REBOOT: option 50, no server, no ciaddr.
  expect([typeOf(payload), to, ciaddr]).toEqual(['request', 'broadcast', '0.0.0.0']);
  expect(options.get(Option.requestedAddress)).toEqual(addresses('10.0.0.5'));
  expect(options.has(Option.server)).toBe(false);
  expect(client.receive(answer('ack', payload))).toMatchObject([
    { kind: 'bound', changed: false, lease: { expiresAt: 60_000 + hour } },
  ]);
});

test('a restarted client learns what has changed meanwhile', () => {
  const client = clientWith({ saved: saved() }, 60_000);
  const { payload } = sentIn(client.start());
  expect(client.receive(answer('ack', payload, { options: { 26: numberBytes(1400, 2) } }))).toMatchObject([
    { kind: 'bound', changed: true, lease: { mtu: 1400 } },
  ]);
});

test('a restarted client whose lease is refused has lost it, and begins anew', () => {
  const client = clientWith({ saved: saved() }, 60_000);
  const { payload } = sentIn(client.start());
  const actions = client.receive(answer('nak', payload));
  expect(kinds(actions)).toBe('lost send');
  expect(typeOf(sentIn(actions).payload)).toBe('discover');
});

test('a restarted client that hears nothing asks three times, and uses the lease for as long as it has', () => {
  const kept = saved();
  const client = clientWith({ saved: kept }, 60_000);
  expect(client.machine.save()).toEqual(kept);
  client.start();
  expect([kinds(client.wake()), kinds(client.wake())]).toEqual(['send', 'send']);
  expect(client.machine.save()).toEqual(kept);
  expect(client.wake()).toEqual([{ kind: 'bound', lease: kept.lease, changed: false }]);
  expect(client.wakeAt).toBe(kept.lease.renewAt);
  expect(sentIn(client.wake())).toMatchObject({ to: 'server', server: '10.0.0.1' });
});

test('a restarted client whose T2 is over asks everybody after that', () => {
  const client = clientWith({ saved: saved() }, hour - 100_000);
  client.start();
  client.until(hour - 20_000);
  expect(client.sent.at(-1)?.send.to).toBe('broadcast');
  expect(decoded(client.sent.at(-1)?.send.payload as Uint8Array).ciaddr).toBe('10.0.0.5');
});

test('a restarted client with seconds left does not wait for an answer until they are over', () => {
  const client = clientWith({ saved: saved({ [Option.leaseTime]: numberBytes(10, 4) }) }, 4000);
  client.start();
  expect(kinds(client.until(10_000))).toMatch(/^send send .*lost send$/);
});

test('a client whose saved lease ran out meanwhile says so and begins anew, for as long as it takes', () => {
  const client = clientWith({ saved: saved() }, hour);
  expect(kinds(client.start())).toBe('lost send');
  expect(kinds(client.until(100 * hour))).not.toContain('failed');
});

test('a lease without end is without end after a restart', () => {
  const client = clientWith({ saved: saved({ [Option.leaseTime]: numberBytes(0xffffffff, 4) }) }, 10 ** 14);
  expect(kinds(client.start())).toBe('send');
  client.wake();
  client.wake();
  expect(client.wake()).toMatchObject([{ kind: 'bound', lease: { expiresAt: Infinity } }]);
});

test('a restarted client is called as it was, whatever its settings say now', () => {
  const kept = saved({}, clientWith({ provide: [{ option: Option.clientId, value: text('me') }] }));
  const { payload } = sentIn(clientWith({ saved: kept, clientId: 'other' }, 60_000).start());
  expect(decoded(payload).options.get(Option.clientId)).toEqual(text('me'));
});

test('a client released before it is started gives back the saved lease, but none that has run out', () => {
  const released = clientWith({ saved: saved() }, 60_000).tell({ kind: 'release' });
  expect(kinds(released)).toBe('send released');
  expect(typeOf(sentIn(released).payload)).toBe('release');
  expect(clientWith({ saved: saved() }, hour).tell({ kind: 'release' })).toEqual([{ kind: 'released' }]);
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['null', { lease: null, memory: null }],
  ['a lease of IPv6', { lease: { ...saved().lease, family: 6 }, memory: {} }],
  ['no address', { lease: { ...saved().lease, address: 'x' }, memory: {} }],
  ['no routes', { lease: { ...saved().lease, routes: 'x' }, memory: {} }],
  ['no DNS', { lease: { ...saved().lease, dns: null }, memory: {} }],
  ['a time that is none', { lease: { ...saved().lease, renewAt: 'soon' }, memory: {} }],
])('a client whose file holds %s begins from nothing', (_, broken) => {
  const client = clientWith({ saved: broken as SavedLease });
  expect(client.machine.save()).toBeUndefined();
  expect(typeOf(sentIn(client.start()).payload)).toBe('discover');
});

test('a client whose file holds no identifier goes by its settings', () => {
  const client = clientWith({ saved: { lease: saved().lease, memory: { clientId: 'zz' } } }, 60_000);
  const identity = decoded(sentIn(client.start()).payload).options.get(Option.clientId);
  expect(Buffer.from(identity ?? []).toString()).toBe('\0container/network/eth0');
});
