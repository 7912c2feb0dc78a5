import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';
import { ipFor, ownIndex, ownIps, peerOnHost } from './attachmentFacts.ts';

/** One way to damage what an interface plugin has made, whichever plugin it is. */
export interface Damage {
  name: string;
  /** Completes "CHECK fails when …". */
  what: string;
  requirement: string;
  where: 'host' | 'container';
  /** The line of shell that does it; ends the case where the result gives no ground for it. */
  damage(trial: Trial, result: PluginOutput): string | Promise<string>;
  /** True where a plugin might be tempted to put it right. */
  tempting?: true;
}

/** Its name may be another every time, so whoever repeats it by hand has to look for it as well. */
const findPeer = [
  "at=$(ip netns exec $CONTAINER ip -o link show $IFNAME | sed 's/.*@if\\([0-9]*\\):.*/\\1/')",
  'peer=$(ip -o link show | sed -n "s/^$at: \\([^@:]*\\).*/\\1/p")',
].join('\n');

/** What is listed in the result of an interface plugin, broken one by one. */
export const damages: Damage[] = [
  {
    name: 'link-gone',
    what: 'the interface is gone',
    requirement: 'CHK-03',
    where: 'container',
    damage: () => 'ip link delete $IFNAME',
  },
  {
    name: 'address-gone',
    what: 'an address of the result is gone',
    requirement: 'CHK-03',
    tempting: true,
    where: 'container',
    damage: (trial, result) => {
      const { address } = demand(ownIps(trial, result)[0], 'addresses');
      return `${ipFor(address)} address delete ${address} dev $IFNAME`;
    },
  },
  {
    name: 'route-gone',
    what: 'a route of the result is gone',
    requirement: 'CHK-03',
    tempting: true,
    where: 'container',
    damage: (_, result) => {
      const { dst } = demand(
        result.routes?.find((route) => route.table === undefined),
        'routes of the main table',
      );
      return `${ipFor(dst)} route delete ${dst} dev $IFNAME`;
    },
  },
  {
    name: 'mac-changed',
    what: 'the interface has another MAC than the result says',
    requirement: 'CHK-03',
    tempting: true,
    where: 'container',
    damage: (trial, result) => {
      demand(result.interfaces?.[ownIndex(trial, result)]?.mac, 'MAC');
      return 'ip link set dev $IFNAME address 02:00:5e:00:53:02';
    },
  },
  {
    name: 'peer-gone',
    what: 'the other end on the host is gone',
    requirement: 'CHK-03',
    where: 'host',
    damage: async (trial) => {
      demand(await peerOnHost(trial), 'other end on the host');
      return `${findPeer}\nip link delete $peer`;
    },
  },
  {
    name: 'peer-down',
    what: 'the other end on the host is down',
    requirement: 'CHK-05',
    where: 'host',
    damage: async (trial, result) => {
      const peer = demand(await peerOnHost(trial), 'other end on the host');
      const listed = result.interfaces?.find((one) => one.name === peer && !one.sandbox);
      demand(listed, 'other end on the host that the result lists');
      return `${findPeer}\nip link set $peer down`;
    },
  },
  {
    name: 'host-interface-down',
    what: 'the interface on the host that the container is connected to is down',
    requirement: 'CHK-05',
    where: 'host',
    damage: async (trial, result) => `ip link set ${await between(trial, result)} down`,
  },
  {
    name: 'host-interface-gone',
    what: 'the interface on the host that the container is connected to is gone',
    requirement: 'CHK-05',
    where: 'host',
    damage: async (trial, result) => `ip link delete ${await between(trial, result)}`,
  },
];

function demand<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new CannotJudge(`the attachment has no ${what}`);
  return found;
}

/** What the result lists on the host beside the end of a pair: a bridge. */
async function between(trial: Trial, result: PluginOutput): Promise<string> {
  const peer = await peerOnHost(trial);
  const onHost = (result.interfaces ?? []).filter((one) => !one.sandbox && one.name !== peer);
  return demand(onHost[0], 'interface on the host beside the other end of its own').name;
}
