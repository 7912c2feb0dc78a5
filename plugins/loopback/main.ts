import { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, observeLink } from '../../lib/kernel/observe.ts';
import { setDown, setUp } from '../../lib/ops/link.ts';
import { removeAll, Undo } from '../../lib/plan/apply.ts';
import type { Plan } from '../../lib/plan/step.ts';
import { refuseUnlessAble } from '../../lib/skel/able.ts';
import { incomplete } from '../../lib/skel/failures.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { current } from '../../lib/spec/version.ts';

const lo = 'lo';

/** Brings up the loopback interface that every network namespace is born with. Needs no configuration of its own. */
export const loopback: Plugin<Record<string, never>> = {
  type: 'loopback',
  kind: 'interface',
  summary: 'brings up the loopback interface of a container',
  parse: () => ({}),

  async add(request, world) {
    const door = new Door(world.runner, request.netns, world.trace).warm('container');
    try {
      refuseForeignAddress(await observeLink(door, 'container', lo));
      await new Undo(door).apply(planUp());
      const link = await observeLink(door, 'container', lo);
      return request.prevResult ?? result(request, link);
    } finally {
      await door.close();
    }
  },

  async del(request, world) {
    if (request.netns === undefined) return;
    const door = new Door(world.runner, request.netns, world.trace);
    try {
      const failure = incomplete('bring down "lo"', await removeAll(planDown(), door));
      if (failure) throw failure;
    } finally {
      await door.close();
    }
  },

  async check(request, world) {
    const door = new Door(world.runner, request.netns, world.trace);
    try {
      const link = await observeLink(door, 'container', lo);
      if (!link?.up) throw new CniError(Code.differs, 'Loopback differs: "lo" is down');
    } finally {
      await door.close();
    }
  },

  /** Everything it changes is in the container's namespace and vanishes with it: there is nothing to collect. */
  async gc() {},

  async status() {
    refuseUnlessAble(['ip']);
  },
};

function planUp(): Plan {
  return [[setUp('container', lo)]];
}

function planDown(): Plan {
  return [[setDown('container', lo)]];
}

/** An address of the world on the loopback interface would make the container answer for somebody else. */
function refuseForeignAddress(link: LinkFacts | undefined): void {
  const foreign = link?.addresses.find((address) => !/^(127\.|::1\/)/.test(address.cidr));
  if (foreign)
    throw new CniError(
      Code.invalidConfig,
      `Cannot bring up "lo": it has the address ${foreign.cidr}, which is no loopback address`,
    );
}

function result({ sandbox }: AttachmentRequest<unknown>, link: LinkFacts | undefined): Result {
  const { name = lo, mac = '00:00:00:00:00:00', mtu } = link ?? {};
  const first = ([4, 6] as const).flatMap(
    (family) => link?.addresses.find((address) => address.family === family) ?? [],
  );
  return {
    cniVersion: current,
    interfaces: [{ name, mac, ...(mtu === undefined ? {} : { mtu }), sandbox }],
    ips: first.map(({ cidr }) => ({ address: cidr, interface: 0 })),
  };
}
