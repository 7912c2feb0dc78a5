import fc from 'fast-check';
import { renewalWait, waitAfter } from './retry.ts';

const middle = () => 0x8000_0000;

test('waitAfter() doubles from timeout to resendMax', () => {
  const wait = (attempt: number) =>
    waitAfter(attempt, { timeout: 10_000, resendMax: 62_000, random: middle });
  expect([0, 1, 2, 3, 4, 1000].map(wait)).toEqual([10_000, 20_000, 40_000, 62_000, 62_000, 62_000]);
});

test('waitAfter() is a second shorter or longer at random, of a short wait a quarter', () => {
  const waits = (timeout: number) =>
    [0, 0xffffffff].map((random) => waitAfter(0, { timeout, resendMax: 62_000, random: () => random }));
  expect(waits(10_000)).toEqual([9000, 11_000]);
  expect(waits(400)).toEqual([300, 500]);
});

test('waitAfter() is never longer than resendMax, and never nothing', () => {
  fc.assert(
    fc.property(
      fc.nat(50),
      fc.nat(100_000),
      fc.nat(100_000),
      fc.nat(0xffffffff),
      (attempt, timeout, resendMax, random) => {
        const wait = waitAfter(attempt, { timeout, resendMax, random: () => random });
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(Math.max(1, resendMax));
      },
    ),
  );
});

test('renewalWait() is half of what is left, but a minute at least (RFC 2131, 4.4.5)', () => {
  const span = 1_350_000;
  expect([0, 675_000, 1_250_000, 1_340_000].map((now) => renewalWait(now, span, span))).toEqual([
    675_000, 337_500, 60_000, 10_000,
  ]);
});

test('renewalWait() lets a lease of ten seconds be renewed three times between T1 and T2', () => {
  const times: number[] = [];
  for (let now = 5000; now < 8750; now += renewalWait(now, 8750, 3750)) times.push(now);
  expect(times).toEqual([5000, 6875, 7875]);
});

test('renewalWait() comes to the end, never past it, in steps of a second at least but for the last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4e9 }), (end) => {
      let steps = 0;
      for (let now = 0; now < end; steps++) {
        const wait = renewalWait(now, end, end);
        expect(now + wait).toBeLessThanOrEqual(end);
        expect(wait >= 1000 || now + wait === end).toBe(true);
        now += wait;
      }
      expect(steps).toBeLessThan(40);
    }),
  );
});
