import { difference } from '../../lib/testing/difference.ts';
import type { Call } from '../../lib/testing/pluginNetwork.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { cable, macvlanNetwork } from './testMaster.ts';

const prepare = `
ip link add down0 type veth peer name down1
ip link add br0 type bridge
ip link add port0 type veth peer name port1
ip link set port0 master br0 up
ip -n taken link add eth0 type bridge`;

const wrong: [what: string, call: Call, code: number, msg: string][] = [
  [
    'no such master',
    { conf: { master: 'no0' } },
    7,
    'Cannot use "master" "no0": no such interface on the host',
  ],
  [
    'a master elsewhere',
    { conf: { linkInContainer: true } },
    7,
    'Cannot use "master" "m0": no such interface in the container',
  ],
  [
    'a master that is down',
    { conf: { master: 'down0' } },
    7,
    'Cannot use "master" "down0": the interface on the host is down',
  ],
  [
    'a port of a bridge',
    { conf: { master: 'port0' } },
    7,
    'Cannot use "master" "port0": it is a port of bridge "br0"',
  ],
  [
    'no master',
    { conf: { master: '' } },
    7,
    'Cannot find a "master": none is configured and there is no default route on the host',
  ],
  [
    "an MTU above the master's",
    { conf: { mtu: 1501 } },
    7,
    'Cannot use "mtu" 1501: not from 68 to 1500, which "master" "m0" has',
  ],
  [
    'an MTU below zero',
    { conf: { mtu: -100 } },
    7,
    'Cannot use "mtu" -100: not a whole number from 0 to 4294967295',
  ],
  [
    'a mode nobody knows',
    { conf: { mode: 'source' } },
    7,
    'Cannot use "mode" "source": not one of bridge, private, vepa, passthru',
  ],
  [
    'a multicast MAC',
    { conf: { mac: '01:00:5e:00:00:01' } },
    7,
    'Cannot use "mac" "01:00:5e:00:00:01": a multicast address',
  ],
  ['no MAC', { args: 'MAC=x' }, 7, 'Cannot use "CNI_ARGS MAC" "x": not a MAC address of six bytes'],
  [
    "a MAC in mode passthru that is not the master's",
    { conf: { mode: 'passthru', mac: '02:00:00:00:00:07' } },
    7,
    'Cannot use "mac" "02:00:00:00:00:07": in "mode" "passthru" it is that of "master" "m0"',
  ],
  ['an argument nobody knows', { args: 'K8S_POD_NAME=x' }, 4, 'CNI_ARGS'],
];

test('macvlan ADD refuses bad input before any change, naming key and value', async () => {
  await using host = await throwawayHost();
  await cable(host);
  const [container, taken] = [await host.container(), await host.container('taken')];
  await host.ok(['sh', '-ec', prepare]);
  const net = macvlanNetwork(host);
  const before = await snapshot(host, container, taken);
  for (const [what, call, code, words] of wrong) {
    const error = await net.refused('ADD', container, call);
    expect({ what, ...error }).toMatchObject({ what, code, msg: expect.stringContaining(words) });
    expect({ what, left: difference(before, await snapshot(host, container, taken)) }).toEqual({
      what,
      left: [],
    });
  }
  expect(await net.refused('ADD', taken)).toMatchObject({
    code: 104,
    msg: 'Cannot attach "eth0": name already exists in the container',
  });
  const left = difference(before, await snapshot(host, container, taken));
  expect(
    left.filter((line) => !/\/var\/lib\/cni\/networks(\/\.weft\S*|\/mynet(\/(lock|last_\S+))?)? /.test(line)),
  ).toEqual([]);
}, 60_000);
