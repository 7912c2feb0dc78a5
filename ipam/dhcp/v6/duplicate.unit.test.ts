import fc from 'fast-check';
import { addressBytes, fromHex, joined, toHex } from '../bytes.ts';
import { duplicateQuestion, isDuplicate, solicitedNode, solicitedNodeMac } from './duplicate.ts';
import { type LinkMessage, linkPacket, readLinkPacket } from './icmp.ts';

const address = '2001:db8::12:3456';
const probe = { address, nonce: fromHex('010203040506') };
const allNodes = 'ff02::1';
const mac = Uint8Array.of(2, 1, 2, 0, 0, 0, 0, 9);

/** Somebody else's packet about the address; `flags` of an advertisement, `options` behind it. */
interface Said extends Partial<Omit<LinkMessage, 'body'>> {
  type?: number;
  code?: number;
  flags?: number;
  target?: string;
  options?: Uint8Array;
}

function said({ type = 136, code = 0, flags = 0x20, target = address, options = mac, ...ends }: Said) {
  const body = joined(Uint8Array.of(type, code, 0, 0, flags, 0, 0, 0), addressBytes(target), options);
  return linkPacket({ from: address, to: allNodes, ...ends, body });
}

const another = { type: 135, from: '::', to: solicitedNode(address), options: new Uint8Array() };

test('a probe is as RFC 4862 has it: from nobody, to the group of the address, with a nonce', () => {
  expect(solicitedNode(address)).toBe('ff02::1:ff12:3456');
  expect(solicitedNodeMac(address)).toBe('33:33:ff:12:34:56');
  const packet = duplicateQuestion(probe);
  expect(toHex(packet.subarray(0, 8))).toBe('6000000000203aff');
  const { from, to, body } = readLinkPacket(packet) as LinkMessage;
  expect([from, to]).toEqual(['::', 'ff02::1:ff12:3456']);
  expect(toHex(body.subarray(4))).toBe('0000000020010db80000000000000000001234560e01010203040506');
});

test.each<[string, Said]>([
  ['an advertisement to all', {}],
  ['an advertisement from another address of its owner', { from: 'fe80::9' }],
  ['an advertisement without a MAC', { options: new Uint8Array() }],
  ["an advertisement to one, that answers somebody's question", { to: 'fe80::5', flags: 0x60 }],
  ["another one's probe", another],
  ["another one's probe with a nonce of its own", { ...another, options: fromHex('0e01060504030201') }],
])('%s is a duplicate', (_, different) => {
  expect(isDuplicate(said(different), probe)).toBe(true);
});

test.each<[string, Said]>([
  ['our own probe that came back', { ...another, options: fromHex('0e01010203040506') }],
  ['an advertisement of another address', { target: '2001:db8::13:3456' }],
  ["another one's probe for another address of the same group", { ...another, target: '2001:db9::12:3456' }],
  ['an advertisement to all that says it answers', { flags: 0x60 }],
  ['an advertisement of nobody', { from: '::' }],
  ['an advertisement of a group', { from: 'ff02::9' }],
  ['a question for the address from somebody who wants to speak to it', { ...another, from: 'fe80::9' }],
  ['a probe that tells a MAC', { ...another, options: Uint8Array.of(1, 1, 2, 0, 0, 0, 0, 9) }],
  ['a probe to all', { ...another, to: allNodes }],
  ['one with a code', { code: 1 }],
  ['another message', { type: 134 }],
  ['one with an option of no length', { options: Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0) }],
  ['one with an option that goes past its end', { options: Uint8Array.of(2, 2, 0, 0, 0, 0, 0, 0) }],
])('%s is none', (_, different) => {
  expect(isDuplicate(said(different), probe)).toBe(false);
});

test('filling behind a packet is not read', () => {
  expect(isDuplicate(joined(said({}), new Uint8Array(9)), probe)).toBe(true);
});

test('a packet that is cut short, has come from beyond the link, or has a wrong sum is none', () => {
  const packet = said({});
  for (let length = 0; length < packet.length; length++)
    expect(isDuplicate(packet.subarray(0, length), probe)).toBe(false);
  for (let at = 0; at < packet.length; at++) {
    if (at > 0 && at < 4) continue; // traffic class and flow label are not summed up, and mean nothing here
    const broken = packet.slice();
    broken[at] = (broken[at] ?? 0) ^ 0x10;
    expect([at, isDuplicate(broken, probe)]).toEqual([at, false]);
  }
  for (const [at, value] of [
    [6, 0],
    [7, 254],
  ] as const)
    expect(isDuplicate(Object.assign(packet.slice(), { [at]: value }), probe)).toBe(false);
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expect(isDuplicate(bytes, probe)).toBe(false)),
  );
});

test('no options behind a sound head make the reader throw', () => {
  const any = fc.uint8Array({ maxLength: 80 });
  fc.assert(fc.property(any, (options) => void isDuplicate(said({ options }), probe)));
});
