import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { renderResult } from '../../lib/spec/convert.ts';
import { Code } from '../../lib/spec/errors.ts';
import { versions } from '../../lib/spec/version.ts';
import { failure, TestNetwork } from './testNetwork.ts';

const dual = {
  ranges: [[{ subnet: '10.1.2.0/24' }, { subnet: '10.2.2.0/24' }], [{ subnet: '2001:db8:1::/64' }]],
};

describe.each(versions)('in version %s', (cniVersion) => {
  const conf = { cniVersion };

  test('add() gives one address a set, with routes and dns, and del() takes the files away (HL-01)', async () => {
    using net = new TestNetwork({ ...dual, routes });
    const resolvConf = `${net.dataDir}/resolv.conf`;
    writeFileSync(resolvConf, 'nameserver 192.0.2.3\n');
    const result = await net.add('dummy', { conf, ipam: { resolvConf } });
    expect(result).toEqual({
      cniVersion,
      ips: [
        { address: '10.1.2.2/24', gateway: '10.1.2.1' },
        { address: '2001:db8:1::2/64', gateway: '2001:db8:1::1' },
      ],
      routes,
      dns: { nameservers: ['192.0.2.3'] },
    });
    expect(net.files).toEqual({
      '10.1.2.2': 'dummy\r\neth0',
      '2001:db8:1::2': 'dummy\r\neth0',
      'last_reserved_ip.0': '10.1.2.2',
      'last_reserved_ip.1': '2001:db8:1::2',
    });
    await net.del('dummy', { conf });
    expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0', 'last_reserved_ip.1']);
  });

  test('add() gives a result that can be rendered (HL-01, key "version")', async () => {
    using net = new TestNetwork(dual);
    const text = JSON.stringify(renderResult(await net.add('dummy', { conf }), cniVersion));
    expect(text.includes('"version"')).toBe(cniVersion.startsWith('0.3') || cniVersion === '0.4.0');
  });

  test('add() gives the one address asked for (HL-08)', async () => {
    using net = new TestNetwork();
    expect(
      await net.addresses('dummy', { conf: { ...conf, args: { cni: { ips: ['10.1.2.88'] } } } }),
    ).toEqual(['10.1.2.88/24']);
  });
});

const routes = [
  { dst: '0.0.0.0/0' },
  { dst: '::/0' },
  { dst: '192.168.0.0/16', gw: '1.1.1.1' },
  { dst: '2001:db8:2::/64', gw: '2001:db8:3::1' },
];

test('del() of one interface leaves the other network of the same container alone (HL-02)', async () => {
  using one = new TestNetwork({ subnet: '10.1.2.0/24' }, 'mynet0');
  using other = new TestNetwork({ subnet: '10.2.2.0/24', dataDir: one.dataDir }, 'mynet1');
  const folder = `${one.dataDir}/mynet1`;
  await one.add('dummy');
  await other.add('dummy', { ifName: 'eth1' });
  await one.del('dummy');
  expect(existsSync(`${one.folder}/10.1.2.2`)).toBe(false);
  expect(existsSync(`${folder}/10.2.2.2`)).toBe(true);
  await other.del('dummy', { ifName: 'eth1' });
  expect(existsSync(`${folder}/10.2.2.2`)).toBe(false);
});

test('add() refuses a second address to the same interface and leaves it its first (HL-03)', async () => {
  using net = new TestNetwork();
  expect(await net.addresses('a')).toEqual(['10.1.2.2/24']);
  expect(await failure(() => net.add('a'))).toMatchObject({
    code: Code.addressUnavailable,
    message:
      'Cannot reserve an address for "a" "eth0": it has "10.1.2.2" already, duplicate allocation is not allowed (DEL gives it back)',
  });
  expect(await net.addresses('b')).toEqual(['10.1.2.3/24']);
  expect(await failure(() => net.add('a'))).toMatchObject({ code: Code.addressUnavailable });
  expect(net.files['10.1.2.2']).toBe('a\r\neth0');
  await net.del('a');
  await net.del('b');
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
});

test('add() refuses a second address also when it is asked for by name', async () => {
  using net = new TestNetwork();
  await net.add('a');
  const again = await failure(() => net.add('a', { args: { IP: '10.1.2.9' } }));
  expect(again).toMatchObject({ code: Code.addressUnavailable });
  expect(Object.keys(net.files)).toEqual(['10.1.2.2', 'last_reserved_ip.0']);
});

test('add() gives two interfaces of one container an address each', async () => {
  using net = new TestNetwork();
  expect(await net.addresses('a')).toEqual(['10.1.2.2/24']);
  expect(await net.addresses('a', { ifName: 'eth1' })).toEqual(['10.1.2.3/24']);
  await net.del('a');
  expect(net.files['10.1.2.3']).toBe('a\r\neth1');
});

test('del() removes what very old versions wrote, the container ID alone (HL-04)', async () => {
  using net = new TestNetwork();
  await net.add('dummy');
  writeFileSync(`${net.folder}/10.1.2.2`, 'dummy');
  await net.del('dummy');
  expect(net.files).toEqual({ 'last_reserved_ip.0': '10.1.2.2' });
});

test('del() of somebody unknown succeeds and makes nothing (HL-05)', async () => {
  using net = new TestNetwork();
  await net.del('nobody');
  expect(existsSync(net.folder)).toBe(false);
  expect(existsSync(`${net.dataDir}/.weft`)).toBe(false);
});

test('add() and del() trim the container ID (HL-06)', async () => {
  using net = new TestNetwork();
  await net.add('  dummy\n ');
  expect(net.files['10.1.2.2']).toBe('dummy\r\neth0');
  await net.del(' dummy  ');
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
});

test('add() gives two addresses asked for in the order of the sets (HL-09)', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: '10.1.3.0/24' }]] });
  const args = { cni: { ips: ['10.1.3.77', '10.1.2.88'] } };
  expect(await net.addresses('dummy', { conf: { args } })).toEqual(['10.1.2.88/24', '10.1.3.77/24']);
});

test('add() gives an address asked for from the second subnet of a set (HL-10)', async () => {
  using net = new TestNetwork({
    ranges: [[{ subnet: '172.16.1.0/24' }, { subnet: '10.1.2.0/24' }], [{ subnet: '2001:db8:1::/48' }]],
  });
  const args = { cni: { ips: ['10.1.2.88', '2001:db8:1::999'] } };
  expect(await net.add('dummy', { conf: { args } })).toMatchObject({
    ips: [
      { address: '10.1.2.88/24', gateway: '10.1.2.1' },
      { address: '2001:db8:1::999/48', gateway: '2001:db8:1::1' },
    ],
  });
});

test('add() names the address that is left over when two are asked for from one set, and takes none (HL-11)', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: '10.1.3.0/24' }]] });
  const args = { cni: { ips: ['10.1.2.77', '10.1.2.88'] } };
  expect(await failure(() => net.add('dummy', { conf: { args } }))).toMatchObject({
    code: Code.addressUnavailable,
    message: 'Cannot allocate requested IP "10.1.2.88": another one is requested from the same range set',
  });
  expect(existsSync(net.folder)).toBe(false);
});

describe('the next address (HL-18)', () => {
  const first = { subnet: '10.0.0.0/30' };
  const second = { subnet: '10.0.1.0/30' };
  const third = { subnet: '10.0.2.0/30' };
  const small = [[{ subnet: '10.0.0.0/29' }]];

  test.each([
    ['a', small, [], undefined, '10.0.0.2/29'],
    ['b', [[{ subnet: '2001:db8:1::/64' }]], [], undefined, '2001:db8:1::2/64'],
    ['c', [[first]], [], undefined, '10.0.0.2/30'],
    ['d', small, ['10.0.0.2'], undefined, '10.0.0.3/29'],
    ['e', small, [], '10.0.0.5', '10.0.0.6/29'],
    ['f', small, ['10.0.0.4', '10.0.0.5'], '10.0.0.3', '10.0.0.6/29'],
    ['g', small, ['10.0.0.6'], '10.0.0.5', '10.0.0.2/29'],
    ['h', small, ['10.0.0.2'], '10.0.0.99', '10.0.0.3/29'],
    ['i', small, ['10.0.0.2', '10.0.0.4', '10.0.0.5', '10.0.0.6'], '10.0.0.3', '10.0.0.3/29'],
    ['j', [[first, second]], [], undefined, '10.0.0.2/30'],
    ['k', [[first, second]], [], '10.0.0.2', '10.0.1.2/30'],
    ['l', [[first, second, third]], [], '10.0.2.2', '10.0.0.2/30'],
    ['after rubbish in the file', small, [], 'rubbish', '10.0.0.2/29'],
  ])('is right in case %s', async (_, ranges, taken, last, expected) => {
    using net = new TestNetwork({ ranges });
    await net.add('first', { ipam: { ranges: [[{ subnet: '192.0.2.0/24' }]] } });
    await net.del('first');
    rmSync(`${net.folder}/last_reserved_ip.0`);
    for (const address of taken) writeFileSync(`${net.folder}/${address}`, 'other\r\neth0');
    if (last) writeFileSync(`${net.folder}/last_reserved_ip.0`, last);
    expect(await net.addresses('dummy')).toEqual([expected]);
  });
});

test('add() gives .2 to .6 of a /29 and then says that it is full (HL-19)', async () => {
  using net = new TestNetwork({ subnet: '192.168.1.0/29' });
  for (const host of [2, 3, 4, 5, 6])
    expect(await net.addresses(`id${host}`)).toEqual([`192.168.1.${host}/29`]);
  expect(await failure(() => net.add('late'))).toMatchObject({
    code: Code.addressUnavailable,
    message: 'Cannot allocate an address: no IP addresses available in range set: 192.168.1.1-192.168.1.6',
  });
  expect(Object.values(net.files).filter((text) => text.startsWith('late'))).toEqual([]);
});

test('add() after del() goes on to the next address (HL-20)', async () => {
  using net = new TestNetwork();
  expect(await net.addresses('a')).toEqual(['10.1.2.2/24']);
  await net.del('a');
  expect(await net.addresses('a')).toEqual(['10.1.2.3/24']);
});

test('add() refuses an address asked for that is taken, and says whose it is (HL-21, HL-22)', async () => {
  using net = new TestNetwork({ subnet: '192.168.1.0/29' });
  expect(await net.addresses('a', { args: { IP: '192.168.1.5' } })).toEqual(['192.168.1.5/29']);
  expect(await failure(() => net.add('b', { args: { IP: '192.168.1.5' } }))).toMatchObject({
    code: Code.addressUnavailable,
    message: 'Cannot allocate requested IP "192.168.1.5": not available in range set 192.168.1.1-192.168.1.6',
    details: 'it is reserved for a eth0',
  });
});

test.each([
  ['beyond rangeEnd', { rangeEnd: '192.168.1.5' }, '192.168.1.6'],
  ['before rangeStart', { rangeStart: '192.168.1.3' }, '192.168.1.2'],
])('add() refuses an address asked for %s (HL-23, HL-24)', async (_, bound, ip) => {
  using net = new TestNetwork({ subnet: '192.168.1.0/29', ...bound });
  const error = await failure(() => net.add('a', { args: { IP: ip } }));
  expect(error.code).toBe(Code.addressUnavailable);
  expect(error.message).toContain(`Cannot allocate requested IP "${ip}": in no range set`);
});

test('add() refuses a gateway asked for', async () => {
  using net = new TestNetwork();
  const error = await failure(() => net.add('a', { args: { IP: '10.1.2.1' } }));
  expect(error).toMatchObject({
    code: Code.addressUnavailable,
    message: 'Cannot allocate requested IP "10.1.2.1": it is a range\'s gateway',
  });
});

test.each([
  ['/30', [[{ subnet: '10.0.0.0/30' }]], 1],
  ['/29', [[{ subnet: '10.0.0.0/29' }]], 5],
  ['two /30', [[{ subnet: '10.0.0.0/30' }, { subnet: '10.0.1.0/30' }]], 2],
])('add() and status() say that a %s is full (HL-25)', async (_, ranges, size) => {
  using net = new TestNetwork({ ranges });
  for (let n = 0; n < size; n++) {
    await net.status();
    await net.add(`id${n}`);
  }
  expect(await failure(() => net.add('late'))).toMatchObject({ code: Code.addressUnavailable });
  const full = await failure(() => net.status());
  expect(full.code).toBe(Code.notAvailable);
  expect(full.message).toContain('Cannot give addresses: no IP addresses available in range set');
});

test('add() that fails in its second set gives back what it took in the first, and nothing else', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: '10.1.3.0/30' }]] });
  await net.add('a');
  await net.add('a', { ifName: 'eth1', ipam: { ranges: [[{ subnet: '10.1.2.0/24' }]] } });
  const before = { ...net.files, 'last_reserved_ip.0': expect.any(String) };
  expect(await failure(() => net.add('b'))).toMatchObject({ code: Code.addressUnavailable });
  expect(net.files).toEqual(before);
  await net.del('b');
  expect(net.files).toEqual(before);
});

test('add() never gives a gateway away, not even one that lies in another range', async () => {
  using net = new TestNetwork({
    ranges: [
      [
        { subnet: '10.0.0.0/24', rangeStart: '10.0.0.2', rangeEnd: '10.0.0.2', gateway: '10.0.0.4' },
        { subnet: '10.0.0.0/24', rangeStart: '10.0.0.3', rangeEnd: '10.0.0.5', gateway: '10.0.0.254' },
      ],
    ],
  });
  const given = [await net.addresses('a'), await net.addresses('b'), await net.addresses('c')];
  expect(given.flat()).toEqual(['10.0.0.2/24', '10.0.0.3/24', '10.0.0.5/24']);
});

test('add() and del() make files nobody else may read, in a folder everybody may list', async () => {
  using net = new TestNetwork();
  await net.add('a');
  const mode = (path: string) => statSync(path).mode & 0o777;
  expect(mode(net.folder)).toBe(0o755);
  expect(mode(`${net.folder}/10.1.2.2`)).toBe(0o600);
  expect(mode(`${net.folder}/last_reserved_ip.0`)).toBe(0o600);
  expect(mode(`${net.dataDir}/.weft/mynet`)).toBe(0o700);
});

test('del() frees an address although the ranges of the configuration became invalid', async () => {
  using net = new TestNetwork();
  await net.add('a');
  await net.del('a', { ipam: { subnet: 'rubbish', ranges: 7, routes: 'x' }, args: { UNKNOWN: 'x' } });
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0']);
});

test('add() says which file could not be read or written', async () => {
  using net = new TestNetwork();
  expect(await failure(() => net.add('a', { ipam: { resolvConf: '/nowhere/resolv.conf' } }))).toMatchObject({
    code: Code.io,
    message: 'Cannot read "resolvConf" "/nowhere/resolv.conf": there is no such file',
  });
  expect(await failure(() => net.add('a', { ipam: { resolvConf: net.dataDir } }))).toMatchObject({
    code: Code.io,
    message: `Cannot read "resolvConf" "${net.dataDir}": it is a folder`,
  });
  writeFileSync(`${net.dataDir}/file`, '');
  const error = await failure(() => net.add('a', { ipam: { dataDir: `${net.dataDir}/file` } }));
  expect(error).toMatchObject({ code: Code.io });
  expect(error.message).toMatch(/^Cannot mkdir ".*\/file\/mynet": not a directory$/);
});

test("check() passes for what add() gave, and names what is missing or somebody else's", async () => {
  using net = new TestNetwork(dual);
  const result = await net.add('a');
  await net.check('a', result);
  expect(await failure(() => net.check('b', result))).toMatchObject({ code: Code.differs });
  expect(await failure(() => net.check('a', result, { ifName: 'eth1' }))).toMatchObject({
    code: Code.differs,
  });
  rmSync(`${net.folder}/2001:db8:1::2`);
  expect(await failure(() => net.check('a', result))).toMatchObject({
    code: Code.differs,
    message: 'Cannot confirm the addresses of "a" "eth0": 2001:db8:1::2 is not reserved for it',
  });
});

test('check() fails for a result without any address of the ranges', async () => {
  using net = new TestNetwork();
  await net.add('a');
  const foreign = { cniVersion: '1.1.0', ips: [{ address: '192.0.2.7/24' }] };
  expect(await failure(() => net.check('a', foreign))).toMatchObject({ code: Code.differs });
});

test('check() does not look at addresses that are not of the ranges', async () => {
  using net = new TestNetwork();
  const result = await net.add('a');
  await net.check('a', { ...result, ips: [...(result.ips ?? []), { address: '192.0.2.7/24' }] });
});

test('check() and status() make nothing', async () => {
  using net = new TestNetwork();
  await net.status();
  await failure(() => net.check('a', { cniVersion: '1.1.0', ips: [{ address: '10.1.2.2/24' }] }));
  expect(existsSync(net.folder)).toBe(false);
});

test('status() looks at the disk alone where the ranges come with each attachment from the runtime', async () => {
  using net = new TestNetwork({});
  await net.status();
  const runtimeConfig = { ipRanges: [[{ subnet: '10.9.0.0/24' }]] };
  expect(await net.addresses('a', { conf: { runtimeConfig } })).toEqual(['10.9.0.2/24']);
  await net.status();
  expect(await failure(() => net.add('b'))).toMatchObject({ code: Code.invalidConfig });
  writeFileSync(`${net.dataDir}/file`, '');
  const error = await failure(() => net.status({ ipam: { dataDir: `${net.dataDir}/file` } }));
  expect(error).toMatchObject({ code: Code.notAvailable });
});

test('status() says that reservations cannot be written', async () => {
  using net = new TestNetwork();
  writeFileSync(`${net.dataDir}/file`, '');
  const error = await failure(() => net.status({ ipam: { dataDir: `${net.dataDir}/file` } }));
  expect(error).toMatchObject({ code: Code.notAvailable });
  expect(error.message).toContain('/file" is not a folder');
});
