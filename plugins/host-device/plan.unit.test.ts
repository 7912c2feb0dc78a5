import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { undoStep } from '../../lib/plan/apply.ts';
import { aLink, commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import type { HostDeviceFacts } from './facts.ts';
import { planLink } from './plan.ts';
import { nameProblem, planHome, planRename } from './return.ts';

const request = requestFor({ device: 'ens1', dpdkMode: false });
const link = aLink({ name: 'ens1' });
const memory = { name: 'ens1', was: { up: true, promisc: false, mtu: 1500 } };

function facts(own: Partial<LinkFacts> = {}, more: Partial<HostDeviceFacts> = {}): HostDeviceFacts {
  const choice = { key: 'device', value: 'ens1', name: 'ens1' };
  return {
    choice,
    link: { ...link, ...own },
    uppers: [],
    defaults: [],
    home: '/proc/1/fd/3',
    taken: undefined,
    ...more,
  };
}

const undoOf = (given: HostDeviceFacts) => commandsOf([planLink(request, given).flat().flatMap(undoStep)]);

describe('host-device planLink()', () => {
  test('moves, names and labels the device in one request', () => {
    expect(commandsOf(planLink(request, facts()))).toEqual([
      'host: ip link set dev ens1 netns /proc/1/fd/5 name eth0 alias weft:host-device:mynet:2e34dcf34:eth0:ens1:up:1500',
    ]);
  });

  test.each<[Partial<LinkFacts>, string]>([
    [{}, "name ens1 alias '' up"],
    [{ up: false, alias: 'uplink' }, 'name ens1 alias uplink down'],
    [{ alias: 'uplink to "rack 3"' }, "name ens1 alias '' up"],
  ])('knows the way back of %j', (own, words) => {
    expect(undoOf(facts(own))).toEqual([`container: ip link set dev eth0 netns /proc/1/fd/3 ${words}`]);
  });

  test('moves nothing where a program drives the device, whatever is called so in the container', () => {
    const choice = { key: 'pciBusID', value: '0000:3b:02.1', dpdk: true as const };
    expect(planLink(request, facts({}, { choice, taken: link }))).toEqual([]);
  });

  test.each<[Partial<LinkFacts>, Partial<HostDeviceFacts>, string]>([
    [{}, { taken: link }, 'Cannot attach "eth0": name already exists in the container'],
    [{ name: 'lo' }, {}, '"lo": the loopback cannot be moved'],
    [{ name: 'a"b' }, {}, 'holds a character other than'],
    [{ master: 'bond0' }, {}, 'Cannot use "device" "ens1": it is a part of "bond0"'],
    [{}, { uppers: ['ens1.5', 'mv0'] }, '"ens1.5", "mv0" stands on it'],
    [{ alias: 'weft:bridge:x:y:eth0' }, {}, 'it belongs to the attachment "weft:bridge:x:y:eth0"'],
    [
      {},
      {
        defaults: [
          { dev: 'ens1', isV6: true },
          { dev: 'up0', isV6: false },
        ],
      },
      "host's only default route",
    ],
  ])('refuses a device that is %j where %j', (own, more, says) => {
    expect(() => planLink(request, facts(own, more))).toThrow(says);
  });

  test('takes a device with one of several default routes', () => {
    const defaults = ['ens1', 'up0'].map((dev) => ({ dev, isV6: false }));
    expect(planLink(request, facts({}, { defaults }))).toHaveLength(1);
  });
});

describe('host-device planHome()', () => {
  test('goes back under the old name, up, without alias', () => {
    expect(commandsOf(planHome({ link: { ...link, name: 'eth0' }, memory }, '/proc/1/fd/3'))).toEqual([
      "container: ip link set dev eth0 netns /proc/1/fd/3 name ens1 alias '' up",
    ]);
  });

  test('gives back MTU and promiscuity before and with the move', () => {
    const changed = { ...link, name: 'eth0', mtu: 1300, promisc: true };
    expect(commandsOf(planHome({ link: changed, memory }, '/proc/1/fd/3'))).toEqual([
      'container: ip link set dev eth0 mtu 1500',
      "container: ip link set dev eth0 netns /proc/1/fd/3 name ens1 alias '' promisc off up",
    ]);
  });

  test('leaves a device down of which only the name is known', () => {
    const plan = planHome({ link: { ...link, name: 'eth0' }, memory: { name: 'ens1' } }, '/proc/1/fd/3');
    expect(commandsOf(plan)).toEqual([
      "container: ip link set dev eth0 netns /proc/1/fd/3 name ens1 alias ''",
    ]);
  });
});

test('host-device planRename() takes a device down that somebody has brought up, since one that is up keeps its name', () => {
  expect(commandsOf(planRename({ link: { ...link, name: 'eth0' }, memory }))).toEqual([
    'host: ip link set dev eth0 down',
    "host: ip link set dev eth0 name ens1 alias '' up",
  ]);
});

test('host-device nameProblem() is one where another link has the name', () => {
  expect(nameProblem('ens1', undefined)).toBeUndefined();
  expect(nameProblem('ens1', link)).toContain('"ens1" back: another interface on the host has it');
});
