import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { both, ifb, limited } from './testBandwidth.ts';

const label = 'weft:bandwidth:mynet:c1:eth0';
const anew = (link: string, tree: string) =>
  `tc qdisc delete dev ${link} root; tc qdisc add dev ${link} root handle 7766: ${tree}`;

test.each([
  ['veth', 'tc qdisc delete dev veth0 root', ['nothing limits what leaves through "veth0"']],
  ['ifb', `tc qdisc delete dev ${ifb} root`, [`nothing limits what leaves through "${ifb}"`]],
  [
    'rate and burst',
    anew('veth0', 'tbf rate 7mbit burst 50kb limit 90kb'),
    ['"veth0" lets 7000000 bit/s through, not 8000000', '"veth0" has a burst of 50Kb/1, not 100000 bytes'],
  ],
  [
    'other discipline',
    `tc qdisc replace dev veth0 root handle 1: pfifo limit 9`,
    ['nothing limits what leaves through "veth0"'],
  ],
  ['ifb gone', `ip link delete ${ifb}`, [`"${ifb}" is missing`]],
  ['ifb down', `ip link set ${ifb} down`, [`"${ifb}" is down`]],
  [
    'way gone',
    'tc qdisc delete dev veth0 clsact',
    [`what comes in through "veth0" is not sent through "${ifb}"`],
  ],
  [
    'owner gone',
    `ip link property del dev veth0 altname ${label}`,
    [`no interface on the host bears the owner ${label}`],
  ],
])('bandwidth CHECK says what differs (%s)', async (_what, spoil, findings) => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, both);
  const result = await net.add(container, { prevResult });
  await host.ok(['sh', '-ec', spoil]);
  const { code, details } = await net.refused('CHECK', container, { prevResult: result });
  expect([code, details]).toEqual([101, findings.join('\n')]);
});

test('bandwidth CHECK says what differs in what is sorted', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await limited(host, {
    ...both,
    shapedSubnets: ['10.0.0.0/8', 'fd00::/8'],
  });
  const result = await net.add(container, { prevResult });
  await net.check(container, result);
  const tc = 'tc class change dev veth0 classid 7766:1 htb rate 7mbit';
  await host.ok(['sh', '-ec', `${tc}; tc filter delete dev ${ifb} parent 7766: protocol ip pref 16`]);
  const { code, details } = await net.refused('CHECK', container, { prevResult: result });
  const findings = [
    '"veth0" lets 7000000 bit/s through, not 8000000',
    `"${ifb}" has filters for 1 networks, not 2`,
  ];
  expect([code, details]).toEqual([101, findings.join('\n')]);
});

test('bandwidth STATUS is content where its programs are', async () => {
  await using host = await throwawayHost();
  const { net } = await limited(host, both);
  await net.status();
});
