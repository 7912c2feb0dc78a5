import type { Door } from '../../lib/kernel/door.ts';
import type { LinkFacts } from '../../lib/kernel/observe.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { BridgeConf } from './conf.ts';
import { type BridgeFacts, hasLostGround } from './facts.ts';

const ours = '02:00:00:00:00:01';
const printed = (name: string, index: number, mac: string) => ({
  ifname: name,
  ifindex: index,
  address: mac,
  flags: ['UP'],
  mtu: 1500,
  operstate: 'UP',
  addr_info: [],
});

/** Whether ground is lost that was `seen`, on a host where `now` is there. */
function lost(seen: { bridge?: number; vlanGateway?: number }, now: object[]): Promise<boolean> {
  const door = {
    ask: async (_: string, words: string[]) => [
      now.filter((link) => (link as { ifname: string }).ifname === words.at(-1)),
    ],
  };
  const link = (name: string, index?: number) => index && ({ name, index } as LinkFacts);
  const facts = {
    bridge: link('cni0', seen.bridge),
    vlanGateway: { link: link('cni0.5', seen.vlanGateway) },
    macs: { bridge: ours },
  };
  return hasLostGround(
    { conf: { bridge: 'cni0' } } as AttachmentRequest<BridgeConf>,
    facts as unknown as BridgeFacts,
    door as unknown as Door,
  );
}

test.each<[string, Parameters<typeof lost>[0], object[], boolean]>([
  ['not with the bridge still there', { bridge: 7 }, [printed('cni0', 7, ours)], false],
  ['with the bridge gone', { bridge: 7 }, [], true],
  ['with another bridge in its place', { bridge: 7 }, [printed('cni0', 9, ours)], true],
  ['not with the new bridge still there', {}, [printed('cni0', 7, ours)], false],
  ['with the new bridge gone', {}, [], true],
  ['with the bridge of another call there', {}, [printed('cni0', 7, '02:00:00:00:00:02')], true],
  ["with a VLAN's gateway gone", { bridge: 7, vlanGateway: 8 }, [printed('cni0', 7, ours)], true],
])('hasLostGround(): %s', async (_, seen, now, expected) => {
  expect(await lost(seen, now)).toBe(expected);
});
