import { isHostAddress } from './lease.ts';

test.each(['2001:db8::5', 'fd00::1', '64:ff9b::102:304', '::1:0:0:5'])('%s is for a host to have', (text) => {
  expect(isHostAddress(text)).toBe(true);
});

test.each(['::', '::1', '::1.2.3.4', '::ffff:1.2.3.4', 'fe80::1', 'ff02::1', '10.0.0.5', ''])(
  '%j is no address that a server may give',
  (text) => {
    expect(isHostAddress(text)).toBe(false);
  },
);
