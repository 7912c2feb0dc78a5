import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { renderPlan } from '../../lib/plan/render.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { Code } from '../../lib/spec/errors.ts';
import type { VlanConf } from './conf.ts';
import { planLink } from './plan.ts';

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

function request(own: Partial<VlanConf> = {}): AttachmentRequest<VlanConf> {
  return {
    command: 'ADD',
    version: '1.1.0',
    network: 'mynet',
    conf: { master: 'm0', vlanId: 5, linkInContainer: false, ...own },
    validAttachments: [],
    invocation: { env: {}, stdin: '' },
    containerId: '2e34dcf34',
    ifName: 'eth0',
    netns: { path: '/proc/1/fd/5', fd: 5, id: 'net:[5]', given: '/run/netns/blue' },
    sandbox: '/run/netns/blue',
  };
}

/** The commands alone, without the reasons. */
const commands = (own: Partial<VlanConf> = {}) =>
  renderPlan(planLink(request(own), { master: m0, taken: undefined }))
    .replaceAll(/ {2}# .*/g, '')
    .split('\n');

describe('planLink()', () => {
  test('makes the VLAN in the container from the host', () => {
    expect(commands({ mtu: 1400 })).toEqual([
      'host: ip link add link m0 name eth0 mtu 1400 netns /proc/1/fd/5 type vlan id 5',
      '--',
      'container: ip link set dev eth0 alias weft:vlan:mynet:2e34dcf34:eth0',
    ]);
  });

  test('makes it on a master in the container', () => {
    expect(commands({ linkInContainer: true, vlanId: 0 })).toEqual([
      'container: ip link add link m0 name eth0 type vlan id 0',
      '--',
      'container: ip link set dev eth0 alias weft:vlan:mynet:2e34dcf34:eth0',
    ]);
  });

  test('names the index where the host has a link of its name', () => {
    const plan = planLink(request(), { master: m0, index: 1073741824, taken: undefined });
    expect(renderPlan(plan)).toMatch(
      /^host: ip link add link m0 name eth0 index 1073741824 netns \S+ type vlan id 5 /,
    );
  });

  test('takes it back in the container, wherever it was made', () => {
    const [[link] = []] = planLink(request(), { master: m0, taken: undefined });
    expect(link).toMatchObject({ undo: ['link', 'delete', 'dev', 'eth0'], undoPlace: 'container' });
  });

  test('refuses a name that is taken, so that "exists" can only mean the VLAN', () => {
    const plan = () => planLink(request(), { master: m0, taken: { ...m0, name: 'eth0' } });
    expect(plan).toThrow(expect.objectContaining({ code: Code.nameTaken }));
    const [[link] = []] = planLink(request(), { master: m0, taken: undefined });
    expect(link?.taken?.message).toMatch(/^Cannot use "vlanId" 5: "master" "m0" has an interface/);
  });
});
