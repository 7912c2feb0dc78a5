import { toHex } from '../bytes.ts';
import { sumOf } from '../sum.ts';
import { routerSolicitation } from './routerSolicitation.ts';

/** The sum over a packet with its pseudo head, which is all ones where the packet is right. */
function sumOfWhole(packet: Uint8Array): number {
  const length = packet.length - 40;
  return sumOf(
    Uint8Array.of(...packet.subarray(8, 40), 0, 0, 0, length, 0, 0, 0, 58, ...packet.subarray(40)),
  );
}

test('a solicitation is as RFC 4861 has it, and its sum is right', () => {
  const packet = routerSolicitation('02:00:00:00:00:05', 'fe80::5');
  expect(toHex(packet.subarray(0, 8))).toBe('6000000000103aff');
  expect(toHex(packet.subarray(8, 40))).toBe(`fe80${'0'.repeat(27)}5ff02${'0'.repeat(27)}2`);
  expect([packet[40], packet[41], toHex(packet.subarray(44))]).toEqual([133, 0, '000000000101020000000005']);
  expect(sumOfWhole(packet)).toBe(0xffff);
});

test('from no address it does not tell the MAC', () => {
  const packet = routerSolicitation('02:00:00:00:00:05', '::');
  expect(packet).toHaveLength(48);
  expect(sumOfWhole(packet)).toBe(0xffff);
});
