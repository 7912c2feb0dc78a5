import fc from 'fast-check';
import { isConflict, parseArp, whoHas } from './arp.ts';
import { fromServer, toServer } from './frame.ts';

/** The packet as if a server had sent it: ports turned round, and no sum, which is allowed. */
function turned(packet: Uint8Array): Uint8Array {
  const copy = packet.slice();
  copy.set([0, 67, 0, 68], 20);
  copy.set([0, 0], 26);
  return copy;
}

const bytes = fc.uint8Array({ maxLength: 1400 });

test('what is said can be heard, filling behind the packet notwithstanding', () => {
  fc.assert(
    fc.property(bytes, fc.nat(40), (payload, filling) => {
      const packet = turned(toServer(payload, '10.0.0.1', '255.255.255.255'));
      const filled = new Uint8Array(packet.length + filling);
      filled.set(packet);
      expect(fromServer(filled)).toEqual({ payload, from: '10.0.0.1' });
    }),
  );
});

test('a packet has the sums that RFC 1071 asks for', () => {
  const packet = toServer(Uint8Array.of(1, 2, 3), '192.168.1.5', '192.168.1.1');
  expect([...packet.subarray(0, 20)]).toEqual([
    69, 16, 0, 31, 0, 0, 64, 0, 64, 17, 183, 103, 192, 168, 1, 5, 192, 168, 1, 1,
  ]);
  expect([...packet.subarray(20, 28)]).toEqual([0, 68, 0, 67, 0, 11, 119, 248]);
});

test('a wrong sum is refused; none, and that of the pseudo head alone, are not', () => {
  const packet = turned(toServer(Uint8Array.of(1, 2, 3), '192.168.1.5', '192.168.1.1'));
  const withSum = (high: number, low: number) =>
    Uint8Array.from([...packet.subarray(0, 26), high, low, ...packet.subarray(28)]);
  // 192.168 + 1.5 + 192.168 + 1.1 + 17 + 11
  const pseudo = 0xc0a8 + 0x0105 + 0xc0a8 + 0x0101 + 17 + 11;
  const folded = (pseudo & 0xffff) + (pseudo >>> 16);
  expect(fromServer(withSum(folded >> 8, folded & 255))).toBeDefined();
  expect(fromServer(withSum(0x12, 0x34))).toBeUndefined();
});

test('nothing that is cut short, made longer than it is or a part of something is taken for a packet', () => {
  const packet = turned(toServer(new Uint8Array(300), '10.0.0.1', '10.0.0.5'));
  for (let length = 0; length < packet.length; length++)
    expect(fromServer(packet.subarray(0, length))).toBeUndefined();
  for (const [at, value] of [
    [0, 0x60],
    [0, 0x41],
    [6, 0x20],
    [9, 6],
    [10, 0xff],
  ] as const)
    expect(fromServer(Object.assign(packet.slice(), { [at]: value }))).toBeUndefined();
});

test('no bytes make the reader throw', () => {
  fc.assert(fc.property(bytes, (random) => void [fromServer(random), parseArp(random)]));
});

test('ARP: a probe asks from no address; somebody else who has or wants the address is a conflict', () => {
  const mac = '02:00:00:00:00:01';
  const probe = parseArp(whoHas('10.0.0.5', mac));
  expect(probe).toEqual({ isReply: false, senderMac: mac, sender: '0.0.0.0', target: '10.0.0.5' });
  const other = { isReply: true, senderMac: '02:00:00:00:00:02', sender: '10.0.0.5', target: '0.0.0.0' };
  expect(isConflict(other, '10.0.0.5', mac)).toBe(true);
  expect(
    isConflict({ ...other, isReply: false, sender: '0.0.0.0', target: '10.0.0.5' }, '10.0.0.5', mac),
  ).toBe(true);
  expect(isConflict({ ...other, senderMac: mac }, '10.0.0.5', mac)).toBe(false);
  expect(isConflict({ ...other, sender: '10.0.0.6' }, '10.0.0.5', mac)).toBe(false);
});
