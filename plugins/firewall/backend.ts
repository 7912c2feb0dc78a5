import { firewalldRuns } from '../../lib/kernel/firewalld.ts';
import { programPath } from '../../lib/kernel/programPath.ts';
import type { RulesBackend } from '../../lib/ops/firewall.ts';
import type { World } from '../../lib/skel/world.ts';
import type { FirewallConf } from './conf.ts';

/** Whether firewalld is to let the addresses through: it is asked for, or nothing is and it runs. */
export async function usesFirewalld({ backend }: FirewallConf, world: World): Promise<boolean> {
  return backend === undefined ? firewalldRuns(world.runner) : backend === 'firewalld';
}

/** What rules are written for, the policy's too where firewalld lets through: as configured, else what is installed. */
export function rulesBackend({ backend }: FirewallConf): RulesBackend {
  if (backend === 'iptables' || backend === 'nftables') return backend;
  return programPath('iptables-restore') === undefined ? 'nftables' : 'iptables';
}

/** Whether nftables may take over where iptables turns out not to work. */
export function mayFallBack({ backend }: FirewallConf): boolean {
  return backend !== 'iptables' && backend !== 'nftables' && programPath('nft') !== undefined;
}

/** Where rules may be, the likeliest first: the configuration may have changed since ADD. */
export function rulesBackends(conf: FirewallConf): RulesBackend[] {
  const first = rulesBackend(conf);
  const all: RulesBackend[] = first === 'iptables' ? ['iptables', 'nftables'] : ['nftables', 'iptables'];
  return all.filter((one) => programPath(one === 'iptables' ? 'iptables-restore' : 'nft') !== undefined);
}
