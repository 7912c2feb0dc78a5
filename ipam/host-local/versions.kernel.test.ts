import { existsSync, writeFileSync } from 'node:fs';
import { atLeast, versions } from '../../lib/spec/version.ts';
import { callPlugin, type PluginOutput, pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { thisMachine } from '../../lib/testing/place.ts';
import { TestNetwork } from './testNetwork.ts';

// The executable, in every version of the specification. It touches nothing but its folder, so it needs no host of its own.
beforeAll(() => needs(`${pluginsUnderTest}/host-local`));

const dual = {
  ranges: [[{ subnet: '10.1.2.0/24' }, { subnet: '10.2.2.0/24' }], [{ subnet: '2001:db8:1::/64' }]],
};
const routes = [
  { dst: '0.0.0.0/0' },
  { dst: '::/0' },
  { dst: '192.168.0.0/16', gw: '1.1.1.1' },
  { dst: '2001:db8:2::/64', gw: '2001:db8:3::1' },
];

describe.each(versions)('in version %s', (cniVersion) => {
  async function call(
    net: TestNetwork,
    command: string,
    id: string,
    conf = {},
    ifName = 'eth0',
  ): Promise<PluginOutput> {
    const attachment =
      command === 'GC' || command === 'STATUS' ? {} : { containerId: id, netns: '/x', ifName };
    const whole = { ...net.conf({ conf: { cniVersion, ...conf } }) };
    const outcome = await callPlugin({
      host: thisMachine(),
      type: 'host-local',
      command,
      conf: whole,
      ...attachment,
    });
    expect(outcome.exitCode).toBe(outcome.json?.code ? 1 : 0);
    return outcome.json ?? {};
  }

  const addresses = (output: PluginOutput) =>
    (output.ip4 ? [output.ip4, output.ip6] : (output.ips ?? [])).flatMap(
      (one) => (one as { ip?: string; address?: string })?.address ?? (one as { ip?: string })?.ip ?? [],
    );
  const asking = (...ips: string[]) => ({ args: { cni: { ips } } });

  test('ADD gives one address a set with routes and dns, CHECK finds it, DEL takes it away (HL-01)', async () => {
    using net = new TestNetwork({ ...dual, routes });
    const resolvConf = `${net.dataDir}/resolv.conf`;
    writeFileSync(resolvConf, 'nameserver 192.0.2.3\n');
    const added = await call(net, 'ADD', 'dummy', { ipam: { ...(net.conf().ipam as object), resolvConf } });
    expect(added.cniVersion).toBe(cniVersion);
    expect(addresses(added)).toEqual(['10.1.2.2/24', '2001:db8:1::2/64']);
    expect(added.dns).toEqual({ nameservers: ['192.0.2.3'] });
    for (const { dst } of routes) expect(JSON.stringify(added)).toContain(`"dst":"${dst}"`);
    expect(JSON.stringify(added).includes('"version"')).toBe(/^0\.[34]/.test(cniVersion));
    expect(net.files).toEqual({
      '10.1.2.2': 'dummy\r\neth0',
      '2001:db8:1::2': 'dummy\r\neth0',
      'last_reserved_ip.0': '10.1.2.2',
      'last_reserved_ip.1': '2001:db8:1::2',
    });
    if (atLeast(cniVersion, '0.4.0')) {
      expect(await call(net, 'CHECK', 'dummy', { prevResult: added })).toEqual({});
      const other = { ...added, ips: [{ ...added.ips?.[0], address: '10.1.2.3/24' }] };
      expect(await call(net, 'CHECK', 'dummy', { prevResult: other })).toMatchObject({ code: 101 });
    }
    await call(net, 'DEL', 'dummy');
    expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0', 'last_reserved_ip.1']);
  });

  test('DEL of one interface leaves the other network of the same container alone (HL-02)', async () => {
    using one = new TestNetwork({ subnet: '10.1.2.0/24' }, 'mynet0');
    using other = new TestNetwork({ subnet: '10.2.2.0/24', dataDir: one.dataDir }, 'mynet1');
    const files = [`${one.folder}/10.1.2.2`, `${one.dataDir}/mynet1/10.2.2.2`];
    await call(one, 'ADD', 'dummy');
    await call(other, 'ADD', 'dummy', {}, 'eth1');
    await call(one, 'DEL', 'dummy');
    expect(files.map((file) => existsSync(file))).toEqual([false, true]);
    await call(other, 'DEL', 'dummy', {}, 'eth1');
    expect(files.map((file) => existsSync(file))).toEqual([false, false]);
  });

  test('ADD again is refused and costs nothing, also when it asks; DEL takes what very old versions wrote (HL-03 to HL-05)', async () => {
    using net = new TestNetwork();
    await call(net, 'DEL', 'nobody');
    expect(existsSync(net.folder)).toBe(false);
    expect(addresses(await call(net, 'ADD', 'a'))).toEqual(['10.1.2.2/24']);
    expect(await call(net, 'ADD', 'a')).toMatchObject({ code: 102 });
    expect(addresses(await call(net, 'ADD', 'b'))).toEqual(['10.1.2.3/24']);
    expect(await call(net, 'ADD', 'a', asking('10.1.2.9'))).toMatchObject({ code: 102 });
    expect(net.files['10.1.2.2']).toBe('a\r\neth0');
    writeFileSync(`${net.folder}/10.1.2.3`, 'b');
    for (const id of ['a', 'b']) await call(net, 'DEL', id);
    expect(net.files).toEqual({ 'last_reserved_ip.0': '10.1.2.3' });
  });

  test('ADD gives the very addresses asked for, and none where it cannot give all (HL-08 to HL-11)', async () => {
    using net = new TestNetwork();
    expect(addresses(await call(net, 'ADD', 'a', asking('10.1.2.88')))).toEqual(['10.1.2.88/24']);
    using six = new TestNetwork({
      ranges: [[{ subnet: '172.16.1.0/24' }, { subnet: '10.1.2.0/24' }], [{ subnet: '2001:db8:1::/48' }]],
    });
    const both = await call(six, 'ADD', 'a', asking('10.1.2.88', '2001:db8:1::999'));
    expect(addresses(both)).toEqual(['10.1.2.88/24', '2001:db8:1::999/48']);
    using two = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: '10.1.3.0/24' }]] });
    const old = { code: 7, msg: expect.stringContaining('does not support more than 1 address per family') };
    const isOld = !atLeast(cniVersion, '0.3.0');
    const crowded = await call(two, 'ADD', 'a', asking('10.1.2.77', '10.1.2.88'));
    expect(crowded).toMatchObject(
      isOld ? old : { code: 102, msg: expect.stringContaining('requested IP "10.1.2.88"') },
    );
    expect(existsSync(two.folder)).toBe(false);
    const each = await call(two, 'ADD', 'a', asking('10.1.3.77', '10.1.2.88'));
    if (isOld) expect(each).toMatchObject(old);
    else expect(addresses(each)).toEqual(['10.1.2.88/24', '10.1.3.77/24']);
  });
});

test('STATUS says by the code of the specification that one family of two has run out; GC with nobody valid makes it good', async () => {
  using net = new TestNetwork({ ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: '2001:db8::/126' }]] });
  const call = async (command: string, conf = {}, id?: string) => {
    const attachment = id === undefined ? {} : { containerId: id, netns: '/x', ifName: 'eth0' };
    const whole = net.conf({ conf });
    return (
      await callPlugin({ host: thisMachine(), type: 'host-local', command, conf: whole, ...attachment })
    ).json;
  };
  for (const id of ['a', 'b']) expect((await call('ADD', {}, id))?.ips).toHaveLength(2);
  const full = 'no IP addresses available in range set: 2001:db8::1-2001:db8::3';
  expect(await call('STATUS')).toMatchObject({ code: 50, msg: expect.stringContaining(full) });
  const before = { ...net.files, 'last_reserved_ip.0': expect.any(String) };
  expect(await call('ADD', {}, 'c')).toMatchObject({ code: 102, msg: expect.stringContaining(full) });
  expect(net.files).toEqual(before);
  expect(await call('GC')).toMatchObject({ code: 7, msg: expect.stringContaining('is missing') });
  expect(net.files).toEqual(before);
  expect(await call('GC', { 'cni.dev/valid-attachments': [] })).toBeUndefined();
  expect(Object.keys(net.files)).toEqual(['last_reserved_ip.0', 'last_reserved_ip.1']);
  expect(await call('STATUS')).toBeUndefined();
});
