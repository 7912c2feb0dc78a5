import type { Door } from '../../lib/kernel/door.ts';
import { listChains, natChains } from '../../lib/kernel/portmapRules.ts';
import { portmapState } from '../../lib/kernel/portmapState.ts';
import { familyOf, type Portmap } from '../../lib/ops/portmap.ts';
import { has } from '../../lib/ops/portmapFound.ts';
import { localChain } from '../../lib/ops/portmapOwned.ts';
import type { World } from '../../lib/skel/world.ts';
import type { PortmapConf } from './conf.ts';

/** Everything that differs from what ADD made, one line each. */
export async function findingsOf(
  conf: PortmapConf,
  wanted: Portmap,
  door: Door,
  world: World,
): Promise<string[]> {
  if (conf.backend === 'nftables')
    return (await import('./nftCheck.ts')).nftFindings(wanted, await portmapState(world.runner));
  const { iptFindings } = await import('./iptCheck.ts');
  const inFamily = async (family: 4 | 6) => {
    const forwards = wanted.forwards.filter((forward) => familyOf(forward) === family);
    if (forwards.length === 0) return [];
    return iptFindings({ ...wanted, forwards, mark: conf.mark }, await natChains(world.runner, family === 6));
  };
  const found = (await Promise.all([inFamily(4), inFamily(6)])).flat();
  return [...new Set([...found, ...(await localFindings(wanted, door, world))])];
}

async function localFindings(wanted: Portmap, door: Door, world: World): Promise<string[]> {
  const { guardRule, localLink } = await import('./localnet.ts');
  const local = await localLink(wanted, door);
  if (!local) return [];
  if (!local.on) return [`packets of localhost do not pass through "${local.name}"`];
  const counted = (await listChains(world.runner, 'nat', false)).has(localChain(local.name));
  const guards = await listChains(world.runner, 'raw', false);
  const guarded =
    has(guards, { chain: 'PREROUTING', rule: guardRule(local.name) }) &&
    has(guards, { chain: localChain(local.name), rule: '-j DROP' });
  return counted && !guarded ? [`what goes to localhost from "${local.name}" is not dropped`] : [];
}
