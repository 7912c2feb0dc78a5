import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { renderPlan } from '../../lib/plan/render.ts';
import { Code } from '../../lib/spec/errors.ts';
import type { IpvlanConf } from './conf.ts';
import { planLink } from './plan.ts';
import { ipvlanRequest } from './testRequest.ts';

const m0: LinkFacts = {
  name: 'm0',
  index: 7,
  kind: '',
  mac: '02:00:00:00:00:77',
  mtu: 1500,
  up: true,
  operState: 'UP',
  promisc: false,
  alias: '',
  data: {},
  addresses: [],
};

/** The commands alone, without the reasons. */
const commands = (own: Partial<IpvlanConf> = {}) =>
  renderPlan(planLink(ipvlanRequest(own), { master: m0 }))
    .replaceAll(/ {2}# .*/g, '')
    .split('\n');

describe('planLink()', () => {
  test('makes the ipvlan in the container from the host', () => {
    expect(commands({ mtu: 1400 })).toEqual([
      'host: ip link add link m0 name eth0 mtu 1400 netns /proc/1/fd/5 type ipvlan mode l2 bridge',
      '--',
      'container: ip link set dev eth0 alias weft:ipvlan:mynet:2e34dcf34:eth0',
    ]);
  });

  test('makes it on a master in the container, with mode and flags', () => {
    const [link] = commands({ linkInContainer: true, mode: 'l3s', flags: 'vepa' });
    expect(link).toBe('container: ip link add link m0 name eth0 type ipvlan mode l3s vepa');
  });

  test('takes it back in the container, wherever it was made', () => {
    const [[link] = []] = planLink(ipvlanRequest(), { master: m0 });
    expect(link).toMatchObject({ undo: ['link', 'delete', 'dev', 'eth0'], undoPlace: 'container' });
  });

  test('refuses the port of a bridge, of which the kernel only says that it is busy', () => {
    const port = { state: 'forwarding', hairpin: false, isolated: false };
    const plan = () => planLink(ipvlanRequest(), { master: { ...m0, master: 'br0', port } });
    expect(plan).toThrow(expect.objectContaining({ code: Code.invalidConfig }));
    expect(plan).toThrow('Cannot use "master" "m0": it is a port of bridge "br0"');
  });
});
