import fc from 'fast-check';
import { parseResult, renderResult } from './convert.ts';
import type { Dns, Interface, Route } from './result.ts';
import type { AnyResult, IpBlock, IpConfig040, Result020, Result040 } from './resultShapes.ts';
import { steps } from './resultSteps.ts';
import { tidy } from './tidy.ts';
import { atLeast, type Version, versions } from './version.ts';

const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,9}$/);
const uint = fc.integer({ min: 1, max: 0xffffffff });
const cidr = (family: 4 | 6) =>
  family === 4
    ? fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, length]) => `${ip}/${length}`)
    : fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, length]) => `${ip}/${length}`);
const ip = (family: 4 | 6) => (family === 4 ? fc.ipV4() : fc.ipV6());
const family = fc.constantFrom<4 | 6>(4, 6);

const dnsKeys = ['nameservers', 'domain', 'search', 'options'] as const;
const dns: fc.Arbitrary<Dns> = fc
  .record({
    nameservers: sometimes(fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { minLength: 1 })),
    domain: sometimes(word),
    search: sometimes(fc.array(word, { minLength: 1 })),
    options: sometimes(fc.array(word, { minLength: 1 })),
  })
  .map((members) => tidy<Dns>(members, dnsKeys));

const link = fc
  .record({ name: word, mac: sometimes(word), sandbox: sometimes(word) })
  .map((members) => tidy<Interface>(members, ['name', 'mac', 'sandbox']));
const link110 = fc
  .record({ link, mtu: sometimes(uint), socketPath: sometimes(word), pciID: sometimes(word) })
  .map(({ link: older, ...newer }) =>
    tidy<Interface>({ ...older, ...newer }, ['name', 'mac', 'mtu', 'sandbox', 'socketPath', 'pciID']),
  );

const route = (of: 4 | 6) =>
  fc.record({ dst: cidr(of), gw: sometimes(ip(of)) }).map((members) => tidy<Route>(members, ['dst', 'gw']));
const anyRoute = family.chain(route);
const route110 = fc
  .record({ route: anyRoute, mtu: sometimes(uint), priority: sometimes(uint), table: sometimes(fc.nat()) })
  .map(({ route: older, ...newer }) =>
    tidy<Route>({ ...older, ...newer }, ['dst', 'gw', 'mtu', 'priority', 'table']),
  );

const block = (of: 4 | 6) =>
  fc
    .record({ ip: cidr(of), gateway: sometimes(ip(of)), routes: fc.array(route(of)) })
    .map((members) => tidy<IpBlock>(members, ['ip', 'gateway', 'routes']));

const ipOf = (of: 4 | 6) =>
  fc.record({ version: fc.constant(String(of) as '4' | '6'), address: cidr(of), gateway: sometimes(ip(of)) });

/** Results in the form of a version, as `renderResult` writes them, with everything that the version can hold. */
function resultOf(version: Version): fc.Arbitrary<AnyResult> {
  if (atLeast(version, '0.3.0')) return newerResultOf(version);
  return fc
    .record({ ip4: sometimes(block(4)), ip6: sometimes(block(6)), dns })
    .filter(({ ip4, ip6 }) => ip4 !== undefined || ip6 !== undefined)
    .map(({ dns: said, ...blocks }) => ({
      ...tidy<Result020>({ cniVersion: version, ...blocks }, ['cniVersion', 'ip4', 'ip6']),
      dns: said,
    }));
}

function newerResultOf(version: Version): fc.Arbitrary<AnyResult> {
  const is110 = version === '1.1.0';
  return fc
    .record({
      interfaces: fc.array(is110 ? link110 : link, { minLength: 1, maxLength: 4 }),
      ips: fc.array(fc.tuple(family.chain(ipOf), sometimes(fc.nat(3))), { maxLength: 4 }),
      routes: fc.array(is110 ? route110 : anyRoute, { maxLength: 4 }),
      dns,
    })
    .map(({ interfaces, ips, routes, dns: said }) => {
      const keys = ['version', 'address', 'gateway', 'interface'] as const;
      const indexed = ips.map(([members, index]) =>
        tidy<IpConfig040>(
          { ...members, interface: index !== undefined && index < interfaces.length ? index : undefined },
          keys,
        ),
      );
      const said040 = {
        ...tidy<Result040>({ cniVersion: version, interfaces, ips: indexed, routes }, topKeys),
        dns: said,
      };
      return atLeast(version, '1.0.0') ? without040(said040) : said040;
    });
}

const topKeys = ['cniVersion', 'interfaces', 'ips', 'routes'] as const;

function without040({ ips, ...rest }: Result040): AnyResult {
  const plain = ips?.map(({ version: _, ...members }) => members);
  return tidy<AnyResult>({ ...rest, ips: plain } as AnyResult, [...topKeys, 'dns'] as never[]);
}

describe('steps', () => {
  test('lead from every version to the next and leave none out', () => {
    expect(steps.map(({ older, newer }) => [older, newer])).toEqual(
      versions.slice(1).map((newer, index) => [versions[index], newer]),
    );
  });

  test.each(steps.map((step) => [step.older, step.newer, step] as const))(
    'from %s up to %s and down again loses nothing',
    (older, _newer, step) => {
      fc.assert(
        fc.property(resultOf(older), (result) => {
          expect(JSON.stringify(step.down(step.up(result)))).toBe(JSON.stringify(result));
        }),
      );
    },
  );

  test.each(steps.map((step) => [step.newer, step.older, step] as const))(
    'from %s down to %s and up again changes no more the second time',
    (newer, _older, step) => {
      fc.assert(
        fc.property(resultOf(newer), (result) => {
          fc.pre(newer !== '0.3.0' || 'ips' in result);
          const once = step.up(step.down(result));
          expect(step.up(step.down(once))).toEqual(once);
        }),
      );
    },
  );

  test('decide by the stated version which address is IPv4, not by the address', () => {
    const odd = { cniVersion: '0.3.0', ips: [{ version: '4', address: '::1/128' }], dns: {} } as const;
    expect(steps[1]?.down({ ...odd, ips: [...odd.ips] })).toEqual({
      cniVersion: '0.3.0',
      ip4: { ip: '::1/128' },
      dns: {},
    });
  });
});

describe('parseResult and renderResult', () => {
  test.each(versions)('give back every result of version %s as it was, byte for byte', (version) => {
    fc.assert(
      fc.property(resultOf(version), (result) => {
        const parsed = parseResult({ ...result }, 'not looked at');
        expect(JSON.stringify(renderResult(parsed, version))).toBe(JSON.stringify(result));
      }),
    );
  });

  test.each(versions)('lose nothing of version %s on the way through any newer one', (version) => {
    const newer = fc.constantFrom(...versions.slice(versions.indexOf(version)));
    fc.assert(
      fc.property(resultOf(version), newer, (result, other) => {
        const there = renderResult(parseResult({ ...result }, version), other);
        expect(renderResult(parseResult({ ...there }, other), version)).toEqual(result);
      }),
    );
  });
});
