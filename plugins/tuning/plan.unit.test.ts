import { commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import type { TuningConf } from './conf.ts';
import { planRestore, planTuning, referencePath, savedOf, savedPath, tunedResult } from './plan.ts';
import { resolveSysctls } from './sysctls.ts';

const conf: TuningConf = {
  link: { mac: '02:00:00:00:00:77', mtu: 1400, promisc: true, allmulti: false, txQLen: 5 },
  sysctls: [{ source: 'sysctl', key: 'net.ipv6.conf.IFNAME.mtu', value: '1300' }],
  dataDir: '/run/cni/tuning',
};
const request = requestFor(conf);
const was = { mac: '02:00:00:00:00:01', mtu: 1500, promisc: false, allmulti: false, txQLen: 1000 };

test('planTuning() sets the link, then the sysctls', () => {
  expect(commandsOf(planTuning(request, resolveSysctls(conf.sysctls, 'eth0')))).toEqual([
    'container: ip link set dev eth0 address 02:00:00:00:00:77',
    'container: ip link set dev eth0 mtu 1400',
    'container: ip link set dev eth0 promisc on',
    'container: ip link set dev eth0 allmulticast off',
    'container: ip link set dev eth0 txqueuelen 5',
    'container: sysctl -w net/ipv6/conf/eth0/mtu=1300',
  ]);
});

test('planRestore() goes the same way back', () => {
  const saved = { mtu: 1500, sysctl: { 'net/ipv6/conf/eth0/mtu': '1450' }, netns: 'net:[5]' };
  expect(commandsOf(planRestore('eth0', saved))).toEqual([
    'container: ip link set dev eth0 mtu 1500',
    'container: sysctl -w net/ipv6/conf/eth0/mtu=1450',
  ]);
});

test('savedOf() keeps what is going to be changed and nothing else', () => {
  const little = requestFor({ ...conf, link: { mtu: 1400 } });
  expect(savedOf(little, { link: was })).toEqual({ mtu: 1500, netns: 'net:[5]' });
});

test('savedPath() tells networks apart, referencePath() does not', () => {
  expect(savedPath(request)).toBe('/run/cni/tuning/weft:tuning:mynet:2e34dcf34:eth0.json');
  expect(referencePath(request)).toBe('/run/cni/tuning/2e34dcf34_eth0.json');
});

test('tunedResult() writes MAC and MTU into the interface in the container, and leaves the rest', () => {
  const interfaces = [
    { name: 'eth0' },
    { name: 'eth0', mac: 'x', sandbox: '/x' },
    { name: 'eth1', sandbox: '/x' },
  ];
  const prevResult = { cniVersion: '1.1.0', interfaces, dns: { domain: 'x' } };
  expect(tunedResult({ ...request, prevResult })).toEqual({
    ...prevResult,
    interfaces: [
      interfaces[0],
      { name: 'eth0', mac: '02:00:00:00:00:77', mtu: 1400, sandbox: '/x' },
      interfaces[2],
    ],
  });
});
