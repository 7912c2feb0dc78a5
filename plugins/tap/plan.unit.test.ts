import { aLink, commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import type { TapConf } from './conf.ts';
import { planLink } from './plan.ts';

const plan = (own: Partial<TapConf> = {}, facts = {}) =>
  planLink(requestFor<TapConf>({ multiQueue: false, ...own }), {
    bridge: undefined,
    ...facts,
  });
const br1 = aLink({ name: 'br1', kind: 'bridge' });

describe('planLink()', () => {
  test('makes a tap in the container and labels it', () => {
    expect(commandsOf(plan())).toEqual([
      'container: ip tuntap add dev eth0 mode tap',
      'container: ip link set dev eth0 alias weft:tap:mynet:2e34dcf34:eth0',
    ]);
  });

  test('honours every key', () => {
    const own = { multiQueue: true, owner: 0, group: 7, bridge: 'br1', mac: '02:00:00:00:00:01', mtu: 1400 };
    expect(commandsOf(plan(own, { bridge: br1 }))).toEqual([
      'container: ip tuntap add dev eth0 mode tap multi_queue user 0 group 7',
      'container: ip link set dev eth0 alias weft:tap:mynet:2e34dcf34:eth0',
      'container: ip link set dev eth0 address 02:00:00:00:00:01',
      'container: ip link set dev eth0 mtu 1400',
      'container: ip link set dev eth0 master br1',
    ]);
  });

  test('takes all of it back by deleting the tap', () => {
    const undos = plan({ mtu: 1400, bridge: 'br1' }, { bridge: br1 }).flat();
    expect(undos.flatMap((step) => (step.undo === undefined ? [] : [step.undo]))).toEqual([
      ['link', 'delete', 'dev', 'eth0'],
    ]);
  });

  test.each([
    [undefined, 'Cannot use "bridge" "br1": no such interface in the container'],
    [aLink({ kind: 'veth' }), 'Cannot use "bridge" "br1": it is no bridge but of kind "veth"'],
    [aLink({ kind: '' }), 'Cannot use "bridge" "br1": it is no bridge but a plain device'],
  ])('refuses a bridge that is none', (bridge, message) => {
    expect(() => plan({ bridge: 'br1' }, { bridge })).toThrow(expect.objectContaining({ code: 7, message }));
  });
});
