import fc from 'fast-check';
import { convertResult, parseResult, renderResult } from './convert.ts';
import { CniError } from './errors.ts';
import type { Result } from './result.ts';
import { type Version, versions } from './version.ts';

/** The test vectors of the reference, as facts. */
const dns = {
  nameservers: ['1.2.3.4', '1::cafe'],
  domain: 'acompany.com',
  search: ['somedomain.com', 'otherdomain.net'],
  options: ['foo', 'bar'],
};
const route4 = { dst: '15.5.6.0/24', gw: '15.5.6.8' };
const route6 = { dst: '1111:dddd::/80', gw: '1111:dddd::aaaa' };
const ip4 = { address: '1.2.3.30/24', gateway: '1.2.3.1', interface: 0 };
const ip6 = { address: 'abcd:1234:ffff::cdde/64', gateway: 'abcd:1234:ffff::1', interface: 0 };
const link = { name: 'eth0', mac: '00:11:22:33:44:55', sandbox: '/proc/3553/ns/net' };

const newest: Result = {
  cniVersion: '1.1.0',
  interfaces: [
    {
      name: 'eth0',
      mac: '00:11:22:33:44:55',
      mtu: 1500,
      sandbox: '/proc/3553/ns/net',
      socketPath: '/path/to/vhost/fd',
      pciID: '8086:9a01',
    },
  ],
  ips: [ip4, ip6],
  routes: [{ ...route4, mtu: 1400, advmss: 1360, priority: 100, table: 50, scope: 253 }, route6],
  dns,
};

const oldest = (cniVersion: string) => ({
  cniVersion,
  ip4: { ip: ip4.address, gateway: ip4.gateway, routes: [route4] },
  ip6: { ip: ip6.address, gateway: ip6.gateway, routes: [route6] },
  dns,
});
const middle = (cniVersion: string) => ({
  cniVersion,
  interfaces: [link],
  ips: [
    { version: '4', ...ip4 },
    { version: '6', ...ip6 },
  ],
  routes: [route4, route6],
  dns,
});
/** The same result in the form of every version, members in the order of the specification. */
const forms: Record<Version, object> = {
  '0.1.0': oldest('0.1.0'),
  '0.2.0': oldest('0.2.0'),
  '0.3.0': middle('0.3.0'),
  '0.3.1': middle('0.3.1'),
  '0.4.0': middle('0.4.0'),
  '1.0.0': { cniVersion: '1.0.0', interfaces: [link], ips: [ip4, ip6], routes: [route4, route6], dns },
  '1.1.0': newest,
};

const form = (version: Version) => structuredClone(forms[version]) as Record<string, unknown>;

function refusal(act: () => unknown): CniError {
  try {
    act();
  } catch (error) {
    if (error instanceof CniError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('renderResult', () => {
  test.each(versions)('gives the form of %s, members in the order of the specification', (version) => {
    expect(JSON.stringify(renderResult(newest, version))).toBe(JSON.stringify(forms[version]));
  });

  test('takes the empty version for 0.1.0', () => {
    expect(renderResult(newest, '')).toEqual(forms['0.1.0']);
  });

  test('brings members into order, whatever order a plugin wrote them in', () => {
    const { dns: d, routes, ips, interfaces } = newest;
    const backwards = (object: object) => Object.fromEntries(Object.entries(object).reverse());
    const shuffled = {
      dns: backwards(d ?? {}),
      routes: routes?.map(backwards),
      ips: ips?.map(backwards),
      interfaces: interfaces?.map(backwards),
      cniVersion: '1.1.0',
    } as Result;
    expect(JSON.stringify(renderResult(shuffled, '1.1.0'))).toBe(JSON.stringify(newest));
  });

  test.each(['1.0.0', '1.1.0'])('leaves out at %s what is empty', (version) => {
    const empty: Result = { cniVersion: '1.1.0', interfaces: [], ips: [], routes: [], dns: { search: [] } };
    expect(renderResult(empty, version)).toEqual({ cniVersion: version });
  });

  test.each(['0.3.0', '0.3.1', '0.4.0'])('leaves out at %s what is empty, but never dns', (version) => {
    const empty: Result = { cniVersion: '1.1.0', interfaces: [], ips: [], routes: [] };
    expect(renderResult(empty, version)).toEqual({ cniVersion: version, dns: {} });
  });

  test.each(['0.1.0', '0.2.0'])('writes dns at %s even if empty', (version) => {
    const result: Result = { cniVersion: '1.1.0', ips: [{ address: '1.2.3.30/24' }] };
    expect(renderResult(result, version)).toEqual({
      cniVersion: version,
      ip4: { ip: '1.2.3.30/24' },
      dns: {},
    });
  });

  test.each(['0.1.0', '0.2.0'])(
    'keeps at %s the first address of each family, and only their routes',
    (version) => {
      const result: Result = {
        cniVersion: '1.1.0',
        ips: [{ address: '10.0.0.1/8' }, { address: '10.0.0.2/8' }, { address: '11.0.0.1/8' }],
        routes: [{ dst: '::/0' }, { dst: '0.0.0.0/0' }],
      };
      expect(renderResult(result, version)).toEqual({
        cniVersion: version,
        ip4: { ip: '10.0.0.1/8', routes: [{ dst: '0.0.0.0/0' }] },
        dns: {},
      });
    },
  );

  test.each(['0.1.0', '0.2.0'])('refuses at %s a result without address, with code 7', (version) => {
    const message =
      'Cannot convert the result from version 0.3.0: a result without any address has no form before it';
    expect(refusal(() => renderResult({ cniVersion: '1.1.0', interfaces: [link] }, version))).toMatchObject({
      code: 7,
      message,
    });
  });

  test.each(['99.0.0', '1.0', 'abc'])('refuses version %j with code 1', (version) => {
    expect(refusal(() => renderResult(newest, version))).toMatchObject({
      code: 1,
      message: `Cannot convert the result to version "${version}": not one of ${versions.join(', ')}`,
    });
  });

  test('writes interface index 0, table 0 and scope 0', () => {
    const result: Result = {
      cniVersion: '1.1.0',
      interfaces: [{ name: 'eth0' }],
      ips: [{ address: '10.0.0.1/8', interface: 0 }],
      routes: [{ dst: '0.0.0.0/0', table: 0, scope: 0 }],
    };
    expect(renderResult(result, '1.1.0')).toEqual(result);
  });

  test('changes nothing in the result that it is given', () => {
    const before = structuredClone(newest);
    for (const version of versions) renderResult(newest, version);
    expect(newest).toEqual(before);
  });
});

describe('parseResult', () => {
  test.each(versions)('reads the form of %s', (version) => {
    const parsed = parseResult(form(version), '0.1.0');
    expect(parsed.cniVersion).toBe('1.1.0');
    expect(renderResult(parsed, version)).toEqual(forms[version]);
  });

  test.each(versions)('reads the form of %s without its version, as that of the configuration', (version) => {
    expect(parseResult({ ...form(version), cniVersion: undefined }, version)).toEqual(
      parseResult(form(version), '1.1.0'),
    );
    expect(parseResult({ ...form(version), cniVersion: '' }, version)).toEqual(
      parseResult(form(version), '1.1.0'),
    );
  });

  test('reads the version of the result rather than that of the configuration', () => {
    expect(parseResult(form('0.2.0'), '1.1.0').ips).toHaveLength(2);
    expect(parseResult(form('1.0.0'), '0.2.0').ips).toHaveLength(2);
  });

  test('takes 0.1.0 where neither says a version', () => {
    expect(parseResult({ ip4: { ip: '10.0.0.1/8' } }, '')).toEqual({
      cniVersion: '1.1.0',
      ips: [{ address: '10.0.0.1/8' }],
    });
  });

  test('raises 0.2.0: ip4 before ip6, routes likewise, no interfaces and no index', () => {
    const { ip4: first, ip6: second, ...rest } = oldest('0.2.0');
    expect(parseResult({ ip6: second, ip4: first, ...rest }, '')).toEqual({
      cniVersion: '1.1.0',
      ips: [
        { address: ip4.address, gateway: ip4.gateway },
        { address: ip6.address, gateway: ip6.gateway },
      ],
      routes: [route4, route6],
      dns,
    });
  });

  test('takes keys in any letter case', () => {
    const json = {
      CNIVersion: '1.0.0',
      IPs: [{ Address: '10.0.0.1/8', GateWay: '10.0.0.2' }],
      DNS: { Domain: 'x' },
    };
    expect(parseResult(json, '0.1.0')).toEqual({
      cniVersion: '1.1.0',
      ips: [{ address: '10.0.0.1/8', gateway: '10.0.0.2' }],
      dns: { domain: 'x' },
    });
  });

  test('drops unknown keys, and those of newer versions with them', () => {
    const json = {
      cniVersion: '1.0.0',
      zz: 1,
      interfaces: [{ name: 'a', mtu: 'not even a number', zz: 1 }],
      routes: [{ dst: '::/0', priority: 5 }],
      ip4: { ip: 'nonsense' },
    };
    expect(parseResult(json, '')).toEqual({
      cniVersion: '1.1.0',
      interfaces: [{ name: 'a' }],
      routes: [{ dst: '::/0' }],
    });
  });

  test('takes null, empty text, empty lists and zero sizes for absent', () => {
    const json = {
      cniVersion: '1.1.0',
      interfaces: [{ name: 'a', mac: '', mtu: 0, sandbox: '', socketPath: null }],
      ips: [{ address: '10.0.0.1/8', gateway: '', interface: null }],
      routes: [{ dst: '0.0.0.0/0', gw: '', mtu: 0, advmss: 0, priority: 0, table: 0, scope: 0 }],
      dns: {},
    };
    expect(parseResult(json, '')).toEqual({
      cniVersion: '1.1.0',
      interfaces: [{ name: 'a' }],
      ips: [{ address: '10.0.0.1/8' }],
      routes: [{ dst: '0.0.0.0/0', table: 0, scope: 0 }],
    });
    expect(parseResult({ interfaces: [], ips: null, routes: [], dns: null }, '1.1.0')).toEqual({
      cniVersion: '1.1.0',
    });
  });

  test.each([-1, 1, 7])('leaves out the interface index %d when it leads nowhere', (index) => {
    const json = { interfaces: [{ name: 'a' }], ips: [{ address: '10.0.0.1/8', interface: index }] };
    expect(parseResult(json, '1.1.0').ips).toEqual([{ address: '10.0.0.1/8' }]);
  });

  test('leaves out an interface index when there are no interfaces', () => {
    expect(parseResult({ ips: [{ address: '::1/128', interface: 0 }] }, '1.1.0').ips).toEqual([
      { address: '::1/128' },
    ]);
  });

  test('works out a missing version of an address from the address', () => {
    const parsed = parseResult({ ips: [{ address: '::1/128' }] }, '0.4.0');
    expect(renderResult(parsed, '0.4.0')).toMatchObject({ ips: [{ version: '6', address: '::1/128' }] });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['1.1.0', { ips: {} }, '"ips" {}: not a list'],
    ['1.1.0', { ips: [null] }, '"ips[0]" null: not an object'],
    ['1.1.0', { ips: [{}] }, '"ips[0].address": is missing'],
    ['1.1.0', { ips: [{ address: '' }] }, '"ips[0].address" "": not an address with prefix length'],
    ['1.1.0', { ips: [{ address: 5 }] }, '"ips[0].address" 5: not a string'],
    [
      '1.1.0',
      { ips: [{ address: '10.0.0.1' }] },
      '"ips[0].address" "10.0.0.1": not an address with prefix length',
    ],
    ['1.1.0', { ips: [{ address: '10.0.0.1/8', gateway: 'x' }] }, '"ips[0].gateway" "x": not an IP address'],
    [
      '1.1.0',
      { ips: [{ address: '10.0.0.1/8', gateway: '10.0.0.2/8' }] },
      '"ips[0].gateway" "10.0.0.2/8": not an IP address',
    ],
    [
      '1.1.0',
      { ips: [{ address: '10.0.0.1/8', interface: '0' }] },
      '"ips[0].interface" "0": not a whole number from -1 to 4294967295',
    ],
    ['1.1.0', { interfaces: 'x' }, '"interfaces" "x": not a list'],
    ['1.1.0', { interfaces: [{}] }, '"interfaces[0].name": is missing'],
    [
      '1.1.0',
      { interfaces: [{ name: 'a' }, { name: 'a b' }] },
      '"interfaces[1].name" "a b": holds a space or a control character',
    ],
    ['1.1.0', { interfaces: [{ name: 'a', mac: 5 }] }, '"interfaces[0].mac" 5: not a string'],
    [
      '1.1.0',
      { interfaces: [{ name: 'a', mtu: -1 }] },
      '"interfaces[0].mtu" -1: not a whole number from 0 to 4294967295',
    ],
    ['1.1.0', { routes: [{}] }, '"routes[0].dst": is missing'],
    ['1.1.0', { routes: [{ dst: '<nil>' }] }, '"routes[0].dst" "<nil>": not an address with prefix length'],
    [
      '1.1.0',
      { routes: [{ dst: 'default' }] },
      '"routes[0].dst" "default": not an address with prefix length',
    ],
    ['1.1.0', { routes: [{ dst: '::/0', gw: [] }] }, '"routes[0].gw" []: not a string'],
    [
      '1.1.0',
      { routes: [{ dst: '::/0', table: 1.5 }] },
      '"routes[0].table" 1.5: not a whole number from 0 to 4294967295',
    ],
    ['1.1.0', { dns: [] }, '"dns" []: not an object'],
    ['1.1.0', { dns: { nameservers: ['x'] } }, '"dns.nameservers[0]" "x": not an IP address'],
    [
      '0.4.0',
      { ips: [{ address: '10.0.0.1/8', version: '6' }] },
      '"ips[0].version" "6": the address is IPv4',
    ],
    ['0.4.0', { ips: [{ address: '10.0.0.1/8', version: 4 }] }, '"ips[0].version" 4: not a string'],
    ['0.2.0', { ip4: [] }, '"ip4" []: not an object'],
    ['0.2.0', { ip4: {} }, '"ip4.ip": is missing'],
    ['0.2.0', { ip4: { ip: '::1/128' } }, '"ip4.ip" "::1/128": not an IPv4 address with prefix length'],
    ['0.2.0', { ip6: { ip: '10.0.0.1/8' } }, '"ip6.ip" "10.0.0.1/8": not an IPv6 address with prefix length'],
    [
      '0.2.0',
      { ip6: { ip: '::1/128', routes: [{ dst: 'x' }] } },
      '"ip6.routes[0].dst" "x": not an address with prefix length',
    ],
    ['1.1.0', { cniVersion: 5 }, '"cniVersion" 5: not a string'],
    ['1.1.0', { cniVersion: '9.9.9' }, `"cniVersion" "9.9.9": not one of ${versions.join(', ')}`],
    ['9.9.9', {}, `"cniVersion" "9.9.9": not one of ${versions.join(', ')}`],
  ])('refuses at %s %j with code 6, key and value', (version, json, text) => {
    expect(refusal(() => parseResult(json, version))).toMatchObject({
      code: 6,
      message: `Cannot use ${text}`,
    });
  });

  test('names the place of the result in its document', () => {
    expect(refusal(() => parseResult({ ips: [5] }, '1.1.0', 'prevResult')).message).toBe(
      'Cannot use "prevResult.ips[0]" 5: not an object',
    );
  });

  test('throws nothing but CniError, whatever a delegated plugin printed', () => {
    const key = fc.constantFrom('cniVersion', 'interfaces', 'ips', 'routes', 'dns', 'ip4', 'ip6');
    const entry = fc.dictionary(
      fc.constantFrom('name', 'address', 'dst', 'interface', 'ip', 'mtu'),
      fc.jsonValue(),
    );
    const value = fc.oneof(fc.jsonValue(), entry, fc.array(entry), fc.constantFrom(...versions));
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.constantFrom(...versions), (json, version) => {
        try {
          parseResult(json, version);
        } catch (error) {
          expect(error).toBeInstanceOf(CniError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('convertResult', () => {
  const pairs = versions.flatMap((from) => versions.map((to) => [from, to] as const));

  test.each(pairs)('knows a way from %s to %s', (from, to) => {
    const walked = convertResult(form(from) as unknown as Result, from, to);
    expect(walked.cniVersion).toBe(to);
    // What the older of the two can hold arrives whole; the only loss upward is the one that the older form had already.
    expect(convertResult(walked, to, versions[0])).toEqual(forms[versions[0]]);
  });

  test('says dns in every form before 1.0.0, also when an older one left it out', () => {
    const bare = { cniVersion: '0.1.0', ip4: { ip: '10.0.0.1/8' } };
    expect(convertResult(bare, '0.1.0', '0.4.0')).toHaveProperty('dns', {});
    expect(convertResult(bare, '0.1.0', '1.0.0')).not.toHaveProperty('dns');
  });

  test.each(versions)('leaves a result at %s as it is when both versions are the same', (version) => {
    expect(convertResult(form(version) as unknown as Result, version, version)).toEqual(forms[version]);
  });
});
