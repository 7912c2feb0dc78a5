import { aLink, commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import type { IpvlanConf } from './conf.ts';
import { planLink } from './plan.ts';

const m0 = aLink({ name: 'm0' });
const plan = (own: Partial<IpvlanConf> = {}, master = m0) =>
  planLink(
    requestFor<IpvlanConf>({ master: 'm0', mode: 'l2', flags: 'bridge', linkInContainer: false, ...own }),
    { master },
  );

describe('planLink()', () => {
  test('makes the ipvlan in the container from the host', () => {
    expect(commandsOf(plan({ mtu: 1400 }))).toEqual([
      'host: ip link add link m0 name eth0 mtu 1400 netns /proc/1/fd/5 type ipvlan mode l2 bridge',
      '--',
      'container: ip link set dev eth0 alias weft:ipvlan:mynet:2e34dcf34:eth0',
    ]);
  });

  test('makes it on a master in the container, with mode and flags', () => {
    expect(commandsOf(plan({ linkInContainer: true, mode: 'l3s', flags: 'vepa' }))[0]).toBe(
      'container: ip link add link m0 name eth0 type ipvlan mode l3s vepa',
    );
  });

  test('has packets to its IPv6 addresses taken at once where the interface has no neighbours', () => {
    const delay = 'container: sysctl -w net/ipv6/conf/eth0/router_solicitation_delay=0';
    for (const mode of ['l3', 'l3s'] as const) expect(commandsOf(plan({ mode }))).toContain(delay);
    expect(commandsOf(plan())).not.toContain(delay);
  });

  test('takes it back in the container, wherever it was made', () => {
    const [[link] = []] = plan();
    expect(link).toMatchObject({ undo: ['link', 'delete', 'dev', 'eth0'], undoPlace: 'container' });
  });

  test('refuses the port of a bridge, of which the kernel only says that it is busy', () => {
    const port = { state: 'forwarding', hairpin: false, isolated: false };
    expect(() => plan({}, aLink({ name: 'm0', master: 'br0', port }))).toThrow(
      expect.objectContaining({
        code: 7,
        message: 'Cannot use "master" "m0": it is a port of bridge "br0"',
      }),
    );
  });
});
