import fc from 'fast-check';
import { joined } from '../bytes.ts';
import { Option } from './option.ts';
import { cookie, encodeOptions } from './options.ts';
import { decodePacket, encodePacket, type Packet } from './packet.ts';

const address = fc.ipV4();
const packets: fc.Arbitrary<Packet> = fc.record({
  op: fc.nat(255),
  xid: fc.nat(0xffffffff),
  secs: fc.nat(0xffff),
  broadcast: fc.boolean(),
  ciaddr: address,
  yiaddr: address,
  siaddr: address,
  giaddr: address,
  mac: fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) =>
    Buffer.from(bytes)
      .toString('hex')
      .replace(/..(?!$)/g, '$&:'),
  ),
  options: fc
    .array(
      fc.tuple(
        fc.integer({ min: 1, max: 254 }).filter((number) => number !== Option.overload),
        fc.uint8Array({ maxLength: 700 }),
      ),
    )
    .map((entries) => new Map(entries)),
});

/** A message with these bytes where options are, and in "file" and "sname". */
function withOptions(options: number[], file: number[] = [], sname: number[] = []): Uint8Array {
  const head = new Uint8Array(236);
  head.set([2, 1, 6, 0]);
  head.set(sname, 44);
  head.set(file, 108);
  return joined(head, cookie, Uint8Array.from(options));
}

const optionsOf = (bytes: Uint8Array) => {
  const packet = decodePacket(bytes);
  return packet && Object.fromEntries([...packet.options].map(([number, value]) => [number, [...value]]));
};

test('decodePacket() reads what encodePacket() wrote, options of more than 255 bytes too', () => {
  fc.assert(
    fc.property(packets, (packet) => {
      const bytes = encodePacket(packet);
      expect(bytes.length).toBeGreaterThanOrEqual(300);
      expect(decodePacket(bytes)).toEqual(packet);
    }),
  );
});

test('decodePacket() takes any bytes without throwing, and every beginning of a message', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void decodePacket(bytes)));
  fc.assert(
    fc.property(packets, fc.nat(800), fc.nat(800), fc.nat(255), (packet, length, at, byte) => {
      const bytes = encodePacket(packet);
      bytes[at % bytes.length] = byte;
      decodePacket(bytes.subarray(0, length));
    }),
  );
});

test.each([
  ['nothing', new Uint8Array()],
  ['a message without options', new Uint8Array(236)],
  ['another cookie', joined(withOptions([255]).subarray(0, 236), Uint8Array.of(99, 130, 83, 98, 255))],
  ['a length past the end', withOptions([12, 5, 1, 2])],
  ['an option without a length', withOptions([12])],
  ['a length past the end of "file"', withOptions([52, 1, 1, 255], [...Array(126).fill(0), 12, 1])],
  ['a length past the end of "sname"', withOptions([52, 1, 2, 255], [], [...Array(62).fill(0), 12, 9])],
])('decodePacket() refuses %s', (_, bytes) => {
  expect(decodePacket(bytes)).toBeUndefined();
});

test.each([
  ['hardware type', 1],
  ['length of the hardware address', 2],
])('decodePacket() refuses another %s than that of Ethernet', (_, at) => {
  const bytes = withOptions([255]);
  expect(decodePacket(bytes)).toBeDefined();
  bytes[at] = 7;
  expect(decodePacket(bytes)).toBeUndefined();
});

test.each([
  ['pads', [0, 0, 12, 1, 7, 0, 255], [], [], { 12: [7] }],
  ['nothing after the end', [12, 1, 7, 255, 15, 200], [], [], { 12: [7] }],
  ['options without an end', [12, 1, 7], [], [], { 12: [7] }],
  [
    'an option in parts (RFC 3396)',
    [12, 1, 7, 15, 1, 1, 12, 2, 8, 9, 255],
    [],
    [],
    { 12: [7, 8, 9], 15: [1] },
  ],
  ['options in "file"', [52, 1, 1, 12, 1, 1, 255], [12, 1, 2, 255], [12, 1, 3, 255], { 12: [1, 2] }],
  ['options in "sname"', [52, 1, 2, 12, 1, 1, 255], [12, 1, 2, 255], [12, 1, 3, 255], { 12: [1, 3] }],
  [
    'options in both, "file" first',
    [52, 1, 3, 12, 1, 1, 255],
    [12, 1, 2, 255],
    [12, 1, 3, 255],
    { 12: [1, 2, 3] },
  ],
  [
    'no options in fields that are not said to have any',
    [12, 1, 1, 255],
    [12, 1, 2, 255],
    [12, 1, 3, 255],
    { 12: [1] },
  ],
  ['overload in an overloaded field as nothing', [52, 1, 1, 255], [52, 1, 3, 255], [12, 1, 3, 255], {}],
])('decodePacket() reads %s', (_, options, file, sname, expected) => {
  expect(optionsOf(withOptions(options, file, sname))).toEqual(expected);
});

test('encodeOptions() writes 255 bytes in one option, 256 in two, and nothing in one', () => {
  const lengths = (length: number) => encodeOptions(new Map([[43, new Uint8Array(length)]])).length;
  expect([lengths(0), lengths(255), lengths(256)]).toEqual([3, 258, 261]);
});

test('encodePacket() stops counting secs at the most that two bytes hold', () => {
  const packet = decodePacket(withOptions([255])) as Packet;
  expect(decodePacket(encodePacket({ ...packet, secs: 70_000 }))?.secs).toBe(65_535);
});
