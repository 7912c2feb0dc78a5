import { dnsKeys, parseDns } from './dns.ts';
import { Fields } from './fields.ts';

const parse = (json: Record<string, unknown>) =>
  parseDns(new Fields(json, dnsKeys, { path: 'dns', code: 7 }));

describe('parseDns', () => {
  test('reads all four members, in the order of the specification', () => {
    const dns = {
      nameservers: ['1.2.3.4', '1::cafe'],
      domain: 'acompany.com',
      search: ['somedomain.com', 'otherdomain.net'],
      options: ['foo', 'bar'],
    };
    const shuffled = {
      Options: dns.options,
      SEARCH: dns.search,
      domain: dns.domain,
      nameServers: dns.nameservers,
    };
    expect(JSON.stringify(parse(shuffled))).toBe(JSON.stringify(dns));
  });

  test.each([[{}], [{ nameservers: [], domain: '', search: null, options: [] }], [{ unknown: 'x' }]])(
    'finds nothing said in %j',
    (json) => {
      expect(parse(json)).toBeUndefined();
    },
  );

  test('finds nothing said where there is no object', () => {
    expect(parseDns(undefined)).toBeUndefined();
  });

  test.each(['fe80::1%eth0', 'fe80::1%2', 'fe80::1%eth0.100'])(
    'takes the nameserver %s of a resolv.conf',
    (text) => {
      expect(parse({ nameservers: [text] })).toEqual({ nameservers: [text] });
    },
  );

  test.each([
    [{ nameservers: ['dns.example.com'] }, '"dns.nameservers[0]" "dns.example.com": not an IP address'],
    [{ nameservers: ['1.2.3.4', ''] }, '"dns.nameservers[1]" "": not an IP address'],
    [{ nameservers: ['1.2.3.4%eth0'] }, '"dns.nameservers[0]" "1.2.3.4%eth0": not an IP address'],
    [{ nameservers: ['fe80::1%'] }, '"dns.nameservers[0]" "fe80::1%": not an IP address'],
    [{ nameservers: ['fe80::1%a b'] }, '"dns.nameservers[0]" "fe80::1%a b": not an IP address'],
    [{ nameservers: '1.2.3.4' }, '"dns.nameservers" "1.2.3.4": not a list'],
    [{ domain: 5 }, '"dns.domain" 5: not a string'],
    [{ domain: 'a\nnameserver 6.6.6.6' }, '"dns.domain" "a\\nnameserver 6.6.6.6": holds a control character'],
    [{ search: ['a', 'b\0'] }, '"dns.search[1]" "b\\u0000": holds a control character'],
    [{ options: [1] }, '"dns.options[0]" 1: not a string'],
  ])('refuses %j', (json, text) => {
    expect(() => parse(json)).toThrow(expect.objectContaining({ code: 7, message: `Cannot use ${text}` }));
  });
});
