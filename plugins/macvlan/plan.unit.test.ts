import { aLink, commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import type { MacvlanConf } from './conf.ts';
import { planLink } from './plan.ts';

const master = aLink({ name: 'm0' });
const plan = (own: Partial<MacvlanConf> = {}, on = master) =>
  planLink(requestFor<MacvlanConf>({ linkInContainer: false, mode: 'bridge', ...own }), { master: on });

describe('planLink()', () => {
  test('makes a macvlan that is born in the container, and labels it', () => {
    expect(commandsOf(plan())).toEqual([
      'host: ip link add link m0 name eth0 netns /proc/1/fd/5 type macvlan mode bridge',
      '--',
      'container: ip link set dev eth0 alias weft:macvlan:mynet:2e34dcf34:eth0',
    ]);
  });

  test('makes it in the container where its master is there', () => {
    expect(commandsOf(plan({ linkInContainer: true }))[0]).toBe(
      'container: ip link add link m0 name eth0 type macvlan mode bridge',
    );
  });

  test('honours every key', () => {
    const own = { mode: 'vepa', mtu: 1400, mac: '02:00:00:00:00:01', bcqueuelen: 5 } as const;
    expect(commandsOf(plan(own))[0]).toBe(
      'host: ip link add link m0 name eth0 mtu 1400 address 02:00:00:00:00:01 netns /proc/1/fd/5 type macvlan mode vepa bcqueuelen 5',
    );
  });

  test('takes it back by deleting it where it lives', () => {
    const [[link] = []] = plan();
    expect(link).toMatchObject({ undo: ['link', 'delete', 'dev', 'eth0'], undoPlace: 'container' });
  });

  test('refuses a port of a bridge as master, but not the bridge', () => {
    const port = aLink({ name: 'm0', master: 'br0', port: { state: 'forwarding', hairpin: false } });
    expect(() => plan({}, port)).toThrow(
      expect.objectContaining({ code: 7, message: 'Cannot use "master" "m0": it is a port of bridge "br0"' }),
    );
    expect(() => plan({}, aLink({ name: 'br0', kind: 'bridge' }))).not.toThrow();
  });

  test("refuses a MAC in mode passthru, unless it is the master's", () => {
    const mac = '02:00:00:00:00:01';
    expect(() => plan({ mode: 'passthru', mac })).toThrow(
      expect.objectContaining({ code: 7, message: expect.stringContaining(`"mac" "${mac}"`) }),
    );
    expect(() => plan({ mode: 'passthru', mac: master.mac })).not.toThrow();
    expect(() => plan({ mode: 'bridge', mac })).not.toThrow();
  });
});
