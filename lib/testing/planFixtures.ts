import type { LinkFacts } from '../kernel/observe.ts';
import { renderPlan } from '../plan/render.ts';
import type { Plan } from '../plan/step.ts';
import type { AttachmentRequest } from '../skel/request.ts';

/**
 * For tests of plans: the ADD of "eth0" of container 2e34dcf34 to network "mynet", with a configuration already judged.
 */
export function requestFor<Conf>(conf: Conf): AttachmentRequest<Conf> {
  return {
    command: 'ADD',
    version: '1.1.0',
    network: 'mynet',
    conf,
    validAttachments: [],
    invocation: { env: {}, stdin: '' },
    containerId: '2e34dcf34',
    ifName: 'eth0',
    netns: { path: '/proc/1/fd/5', fd: 5, id: 'net:[5]', given: '/run/netns/blue' },
    sandbox: '/run/netns/blue',
  };
}

/** The facts of a link that is up, with what a test cares about in place of the rest. */
export function aLink(own: Partial<LinkFacts>): LinkFacts {
  return {
    name: 'm0',
    kind: '',
    mac: '02:00:00:00:00:99',
    mtu: 1500,
    up: true,
    operState: 'UP',
    promisc: false,
    alias: '',
    data: {},
    index: 7,
    addresses: [],
    ...own,
  };
}

/** A plan as commands, without the reasons. */
export function commandsOf(plan: Plan): string[] {
  return renderPlan(plan)
    .replaceAll(/ {2}# .*/g, '')
    .split('\n');
}
