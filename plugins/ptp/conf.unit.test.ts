import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { Code } from '../../lib/spec/errors.ts';
import { type PtpConf, parsePtpConf } from './conf.ts';

const parse = (own: Record<string, unknown>, command: Command = 'ADD'): PtpConf =>
  parsePtpConf({
    command,
    network: parseNetworkConf({
      cniVersion: '1.1.0',
      name: 'n',
      type: 'ptp',
      ipam: { type: 'host-local' },
      ...own,
    }),
    args: new Map([['MAC', '02:00:00:00:00:01']]),
  });

describe('parsePtpConf()', () => {
  test('has the defaults of the reference', () => {
    expect(parse({})).toEqual({ ipMasq: false, ipamType: 'host-local' });
  });

  test('takes every key, in any letter case, the exact one first', () => {
    const dns = { nameservers: ['10.1.2.1'] };
    expect(parse({ IPMASQ: true, ipMasqBackend: 'nftables', MTU: 1, mtu: 5000, dns })).toEqual({
      ipMasq: true,
      ipMasqBackend: 'nftables',
      mtu: 5000,
      dns,
      ipamType: 'host-local',
    });
  });

  test('takes 0 and an empty text for absent', () => {
    expect(parse({ mtu: 0, ipMasqBackend: '' })).toEqual({ ipMasq: false, ipamType: 'host-local' });
  });

  test.each([
    [{ mtu: '1500' }, '"mtu" "1500"'],
    [{ mtu: 67 }, '"mtu" 67'],
    [{ mtu: 65_536 }, '"mtu" 65536'],
    [{ mtu: -1 }, '"mtu" -1'],
    [{ mtu: 1500.5 }, '"mtu" 1500.5'],
    [{ ipMasq: 'yes' }, '"ipMasq" "yes"'],
    [{ ipMasqBackend: 'ebtables' }, '"ipMasqBackend" "ebtables"'],
    [{ ipMasqBackend: 5 }, '"ipMasqBackend" 5'],
    [{ ipam: undefined }, '"ipam"'],
    [{ ipam: {} }, '"ipam"'],
  ])('refuses %j and names key and value', (own, text) => {
    for (const command of ['ADD', 'CHECK', 'STATUS'] as const)
      expect(() => parse(own, command)).toThrow(
        expect.objectContaining({ code: Code.invalidConfig, message: expect.stringContaining(text) }),
      );
  });

  test('lets DEL and GC pass with what ADD would refuse, and take what they need', () => {
    const wrong = { mtu: '1500', ipMasq: 'yes', ipMasqBackend: 'ebtables', ipam: {} };
    for (const command of ['DEL', 'GC'] as const) {
      expect(parse(wrong, command)).toEqual({ ipMasq: false });
      expect(parse({ IpMasq: true, ipMasqBackend: 'nftables' }, command)).toEqual({
        ipMasq: true,
        ipMasqBackend: 'nftables',
        ipamType: 'host-local',
      });
    }
  });
});
