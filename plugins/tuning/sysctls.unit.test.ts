import fc from 'fast-check';
import { sysctlLine } from '../../lib/plan/render.ts';
import { parseAllowList, refuseUnlisted } from './allowList.ts';
import { resolveSysctls, spellings } from './sysctls.ts';

const written = (key: string, source = 'sysctl', value = '1') => ({ source, key, value });
const paths = (keys: string[], ifName = 'eth0') =>
  resolveSysctls(
    keys.map((key) => written(key)),
    ifName,
  ).map(({ path }) => path);

describe('resolveSysctls()', () => {
  test('takes the first separator for the one, and puts the name in place of IFNAME', () => {
    expect(paths(['net.ipv4.conf.IFNAME.arp_filter', 'net/core/somaxconn'])).toEqual([
      'net/ipv4/conf/eth0/arp_filter',
      'net/core/somaxconn',
    ]);
    const dotted = ['net.ipv4.conf.eth0/7.arp_filter', 'net/ipv6/conf/IFNAME/mtu'];
    expect(paths(dotted, 'eth0.7')).toEqual(['net/ipv4/conf/eth0.7/arp_filter', 'net/ipv6/conf/eth0.7/mtu']);
  });

  test('takes what counts for all interfaces', () => {
    expect(paths(['net.ipv4.conf.all.rp_filter', 'net.ipv4.conf.default.rp_filter'])).toHaveLength(2);
  });

  test('lets args.cni win', () => {
    const both = [written('net.core.somaxconn'), written('net/core/somaxconn', 'args.cni.sysctl', '7')];
    expect(resolveSysctls(both, 'eth0')).toMatchObject([{ path: 'net/core/somaxconn', value: '7' }]);
  });

  test.each([
    'net',
    'kernel.domainname',
    'net.ipv4.conf.eth1.arp_filter',
    'net.ipv4.conf.IFNAME/7.arp_filter',
    'net/mpls/conf/lo/input',
    '/net/core/somaxconn',
    'net//core/somaxconn',
    'net/./core/somaxconn',
    'net..core',
    'net.core. somaxconn',
  ])('refuses %j', (key) => {
    expect(() => paths([key])).toThrow(
      expect.objectContaining({ code: 7, message: expect.stringContaining(key) }),
    );
  });

  test('never lets a path out that could not be written, whatever the key', () => {
    const part = fc.oneof(fc.constantFrom('net', 'ipv4', 'conf', '..', '.', '/', 'IFNAME', 'x'), fc.string());
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom('.', '/'), (parts, separator) => {
        let path: string | undefined;
        try {
          [path] = paths([parts.join(separator)]);
        } catch {
          return;
        }
        if (path !== undefined) expect(() => sysctlLine(path ?? '', '1')).not.toThrow();
      }),
    );
  });
});

describe('refuseUnlisted()', () => {
  const [sysctl] = resolveSysctls([written('net/ipv4/conf/eth0/arp_filter')], 'eth0');
  const allowed = (list: string) => () =>
    refuseUnlisted(sysctl ? [sysctl] : [], 'eth0', parseAllowList(list));

  test('knows every spelling of a key', () => {
    expect(sysctl && spellings(sysctl, 'eth0')).toEqual([
      'net.ipv4.conf.eth0.arp_filter',
      'net/ipv4/conf/eth0/arp_filter',
      'net.ipv4.conf.IFNAME.arp_filter',
      'net/ipv4/conf/IFNAME/arp_filter',
    ]);
  });

  test.each([
    '^net.ipv4.conf.IFNAME.arp_filter$',
    ' net/ipv4/.* ',
    'x\n\nnet.ipv4.conf.(eth0|eth1).arp_filter',
  ])('takes a line for the whole key: %j', (list) => expect(allowed(list)).not.toThrow());

  test.each(['', '# net', 'arp_filter', 'net.ipv4|arp_filter', 'net.ipv4.conf.IFNAME'])(
    'does not take %j',
    (list) => {
      expect(allowed(list)).toThrow('not allowed by /etc/cni/tuning/allowlist.conf');
    },
  );

  test.each(['(', '[', 'a{2,1}', '\\Aabc', '(?i)abc['])('refuses the line %j', (list) => {
    expect(allowed(list)).toThrow(
      expect.objectContaining({ code: 7, message: expect.stringContaining('line 1') }),
    );
  });
});
