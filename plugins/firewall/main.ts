import { addChained } from '../../lib/skel/chained.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { asCniError, Code } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import { usesFirewalld } from './backend.ts';
import { type FirewallConf, parseFirewallConf } from './conf.ts';
import { observeFirewall } from './facts.ts';
import { openingOf } from './opening.ts';
import { planFirewall } from './plan.ts';

/** Lets the traffic of a container's addresses through the host's firewall, and keeps networks apart. */
export const firewall: Plugin<FirewallConf> = {
  type: 'firewall',
  kind: 'chained',
  summary: "lets a container's traffic through the host's firewall",
  parse: parseFirewallConf,

  add,

  /** ADD done again makes what is missing. */
  async repair(request, world) {
    const { withoutLaterPlugins } = await import('./withoutLaterPlugins.ts');
    await add(withoutLaterPlugins(request), world);
  },

  del: async (request, world) => (await import('./removal.ts')).removeFirewall(request, world),
  check: async (request, world) => (await import('./check.ts')).checkFirewall(request, world),
  gc: async (request, world) => (await import('./collection.ts')).collectFirewall(request, world),
  status: async (request, world) => (await import('./status.ts')).statusOfFirewall(request, world),
};

async function add(request: AttachmentRequest<FirewallConf>, world: World): Promise<Result> {
  openingOf(request, true); // a policy that fits no result is refused before anything else
  if (!(await usesFirewalld(request.conf, world))) return addRules(request, world, true);
  const { openSources } = await import('./sources.ts');
  return openSources(request, world, () => addRules(request, world, false));
}

/**
 * The quick way, and where the kernel refuses that, the thorough one: once more if that is refused too, since a
 * DEL or a failing ADD beside this one may have given up meanwhile what it stands on.
 */
async function addRules(
  request: AttachmentRequest<FirewallConf>,
  world: World,
  opens: boolean,
): Promise<Result> {
  const opening = openingOf(request, opens);
  const attempt = (thorough: boolean) =>
    addChained(request, world, {
      observe: (_, door) => observeFirewall(request, world, door, opening, thorough),
      plan: (_, facts) => planFirewall(facts, request.conf.adminChain, thorough),
    });
  const again = (thrown: unknown) => (isRefusal(thrown) ? attempt(true) : Promise.reject(thrown));
  try {
    return await attempt(false).catch(again).catch(again);
  } catch (thrown) {
    if (isRefusal(thrown)) await (await import('./collection.ts')).removeUnused(request, world);
    throw thrown;
  }
}

function isRefusal(thrown: unknown): boolean {
  return asCniError(thrown).code === Code.kernelRefused;
}
