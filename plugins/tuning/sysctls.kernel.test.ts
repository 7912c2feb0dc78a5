import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { changes, sysctlOf, tuned } from './testTuning.ts';

const filter = 'net/ipv4/conf/eth0/arp_filter';
const allowList = '/etc/cni/tuning/allowlist.conf';

test('tuning writes a key with dots, with slashes, and with several values, and restores the former ones', async () => {
  await using host = await throwawayHost();
  const sysctl = {
    'net.ipv4.conf.IFNAME.arp_filter': '1',
    'net/ipv4/conf/eth0/arp_announce': '2',
    'net.ipv4.ip_local_port_range': '20000  21000',
    'net.ipv4.ip_local_reserved_ports': '20007,20010-20020',
  };
  const { net, container, prevResult } = await tuned(host, { sysctl });
  const range = await sysctlOf(container, 'net/ipv4/ip_local_port_range');
  const result = await net.add(container, { prevResult });
  expect(await sysctlOf(container, filter)).toBe('1');
  expect(await sysctlOf(container, 'net/ipv4/conf/eth0/arp_announce')).toBe('2');
  expect(await sysctlOf(container, 'net/ipv4/ip_local_port_range')).toBe('20000\t21000');
  expect(await sysctlOf(container, 'net/ipv4/ip_local_reserved_ports')).toBe('20007,20010-20020');
  await net.check(container, result);
  await net.del(container, { prevResult: result });
  expect(await sysctlOf(container, filter)).toBe('0');
  expect(await sysctlOf(container, 'net/ipv4/ip_local_port_range')).toBe(range);
  expect(await sysctlOf(container, 'net/ipv4/ip_local_reserved_ports')).toBe('');
});

test('tuning takes args.cni.sysctl before sysctl, and without one', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, {});
  const args = { cni: { sysctl: { 'net/ipv4/conf/eth0/arp_filter': '1' } } };
  await net.add(container, { prevResult, conf: { args } });
  expect(await sysctlOf(container, filter)).toBe('1');
  await net.del(container);
  const conf = { args, sysctl: { 'net.ipv4.conf.IFNAME.arp_filter': '0', 'net.core.somaxconn': '77' } };
  await net.add(container, { prevResult, conf });
  expect(await sysctlOf(container, filter)).toBe('1');
  expect(await sysctlOf(container, 'net/core/somaxconn')).toBe('77');
});

test('tuning sets the MTU of IPv6 after that of the link, which would overwrite it, and both go back', async () => {
  await using host = await throwawayHost();
  const own = { mtu: 1400, sysctl: { 'net.ipv6.conf.IFNAME.mtu': '1300' } };
  const { net, container, prevResult } = await tuned(host, own);
  await container.ok(['sh', '-ec', 'echo 1450 >/proc/sys/net/ipv6/conf/eth0/mtu']);
  const result = await net.add(container, { prevResult });
  expect(await sysctlOf(container, 'net/ipv6/conf/eth0/mtu')).toBe('1300');
  await net.del(container, { prevResult: result });
  expect(await sysctlOf(container, 'net/ipv6/conf/eth0/mtu')).toBe('1450');
});

test.each([
  ['TU-15: no line fits', '^net\\.ipv4\\.conf\\.other$\nnet.core.*', 'arp_filter', false],
  ['an empty list', '\n  \n', 'arp_filter', false],
  ['TU-16: a line fits', '^net\\.ipv4\\.conf\\.IFNAME\\.arp_filter$', 'arp_filter', true],
  ['a line for the name', 'net\\.ipv4\\.conf\\.eth0\\.arp_.*', 'arp_filter', true],
  ['L37: a line that fits a part', 'net\\.ipv4\\.conf', 'arp_filter', false],
])('tuning honours the allow-list (%s)', async (_what, list, name, isAllowed) => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, {});
  host.write(allowList, `${list}\n`);
  const before = await snapshot(host, container);
  for (const key of [`net.ipv4.conf.IFNAME.${name}`, `net/ipv4/conf/eth0/${name}`]) {
    const conf = { sysctl: { [key]: '1' } };
    if (isAllowed) expect(await net.add(container, { prevResult, conf })).toEqual(prevResult);
    else
      expect(await net.refused('ADD', container, { prevResult, conf })).toMatchObject({
        code: 7,
        msg: expect.stringContaining(`Cannot use "sysctl ${key}" "1": not allowed by ${allowList}`),
      });
    await net.del(container);
    expect(await changes(before, host, container)).toEqual([]);
  }
});

test('tuning says which line of the allow-list is no regular expression, in STATUS too', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, { sysctl: { 'net.core.somaxconn': '77' } });
  await net.status();
  host.write(allowList, 'net.core.somaxconn\nnet.ipv4.(\n');
  const msg = `Cannot use "${allowList}", line 2 "net.ipv4.(": not a regular expression`;
  expect(await net.refused('ADD', container, { prevResult })).toMatchObject({ code: 7, msg });
  expect(await net.refused('STATUS', undefined)).toMatchObject({ code: 50, msg });
  expect(await sysctlOf(container, 'net/core/somaxconn')).not.toBe('77');
});

test('TU-17: tuning refuses a sysctl that is there twice, also in another spelling', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, {});
  const before = await snapshot(host, container);
  const conf = { sysctl: { 'net.core.somaxconn': '77', 'net/core/somaxconn': '78' } };
  expect(await net.refused('ADD', container, { prevResult, conf })).toMatchObject({
    code: 7,
    msg: 'Cannot use "sysctl net/core/somaxconn" "78": the same sysctl as "net.core.somaxconn"',
  });
  const text = JSON.stringify(net.conf({ prevResult, conf: { sysctl: { 'net.core.somaxconn': '77' } } }));
  const twice = text.replace('"net.core', '"net.core.somaxconn":"78","net.core');
  const env = { CNI_COMMAND: 'ADD', CNI_CONTAINERID: 'c1', CNI_NETNS: container.netns, CNI_IFNAME: 'eth0' };
  const { stdout } = await host.run([`${pluginsUnderTest}/tuning`], {
    input: twice,
    env: { ...env, CNI_PATH: '/' },
  });
  expect(stdout).toContain('duplicated');
  expect(await changes(before, host, container)).toEqual([]);
});
