import { aLink, commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import type { VlanConf } from './conf.ts';
import { planLink } from './plan.ts';

const plan = (own: Partial<VlanConf> = {}, facts = {}) =>
  planLink(requestFor<VlanConf>({ master: 'm0', vlanId: 5, linkInContainer: false, ...own }), {
    master: aLink({ name: 'm0' }),
    ...facts,
  });

describe('planLink()', () => {
  test('makes the VLAN in the container from the host', () => {
    expect(commandsOf(plan({ mtu: 1400 }))).toEqual([
      'host: ip link add link m0 name eth0 mtu 1400 netns /proc/1/fd/5 type vlan id 5',
      '--',
      'container: ip link set dev eth0 alias weft:vlan:mynet:2e34dcf34:eth0',
    ]);
  });

  test('makes it on a master in the container', () => {
    expect(commandsOf(plan({ linkInContainer: true, vlanId: 0 }))).toEqual([
      'container: ip link add link m0 name eth0 type vlan id 0',
      '--',
      'container: ip link set dev eth0 alias weft:vlan:mynet:2e34dcf34:eth0',
    ]);
  });

  test('names the index where the host has a link of its name', () => {
    expect(commandsOf(plan({}, { index: 1073741824 }))[0]).toBe(
      'host: ip link add link m0 name eth0 index 1073741824 netns /proc/1/fd/5 type vlan id 5',
    );
  });

  test('takes it back in the container, wherever it was made', () => {
    const [[link] = []] = plan();
    expect(link).toMatchObject({ undo: ['link', 'delete', 'dev', 'eth0'], undoPlace: 'container' });
  });

  test('says of "exists" that it is the VLAN: that the name is free is known before', () => {
    const [[link] = []] = plan();
    expect(link?.taken?.message).toMatch(/^Cannot use "vlanId" 5: "master" "m0" has an interface/);
  });
});
