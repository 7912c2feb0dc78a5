import type { Door } from '../../lib/kernel/door.ts';
import type { OwnedElement } from '../../lib/kernel/firewallNftState.ts';
import { chainRules } from '../../lib/kernel/firewallState.ts';
import type { LinkFacts } from '../../lib/kernel/observe.ts';
import type { Runner } from '../../lib/kernel/runner.ts';
import { familiesOf, isNothing, type Opening, type RulesBackend } from '../../lib/ops/firewall.ts';
import { addressChain } from '../../lib/ops/firewallChains.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import { mayFallBack, rulesBackend } from './backend.ts';
import type { FirewallConf } from './conf.ts';

/** What is known before an attachment is let through. */
export interface FirewallFacts {
  opening: Opening;
  backend: RulesBackend;
  /** iptables: the rules that are in the chains of the addresses now; undefined where a chain is missing. */
  rules: Record<4 | 6, string[] | undefined>;
  /** nftables, where the quick way has failed: the elements that are there. Empty where it has not been tried. */
  elements: OwnedElement[];
  /** Ports of the bridge to be isolated. */
  ports: LinkFacts[];
}

/** Asks for the rules of the attachment's own addresses alone, or, when `thorough`, for all there is with nftables. */
export async function observeFirewall(
  request: AttachmentRequest<FirewallConf>,
  world: World,
  door: Door,
  opening: Opening,
  thorough: boolean,
): Promise<FirewallFacts> {
  const { conf, prevResult } = request;
  const isolated = conf.ingressPolicy === 'isolated' && prevResult !== undefined;
  const [found, ports] = await Promise.all([
    ownRulesNow(conf, world.runner, opening),
    isolated ? (await import('./ports.ts')).bridgePorts(prevResult, door) : [],
  ]);
  if (found.backend === 'iptables' || !thorough) return { opening, ...found, elements: [], ports };
  const { firewallTableState } = await import('../../lib/kernel/firewallNftState.ts');
  const elements = (await firewallTableState(world.runner))?.elements ?? [];
  return { opening, ...found, elements, ports };
}

async function ownRulesNow(
  conf: FirewallConf,
  runner: Runner,
  opening: Opening,
): Promise<Pick<FirewallFacts, 'backend' | 'rules'>> {
  const backend = rulesBackend(conf);
  const rules: FirewallFacts['rules'] = { 4: undefined, 6: undefined };
  if (backend === 'nftables' || isNothing(opening)) return { backend, rules };
  const asked = familiesOf(opening).flatMap(([v6, { ips }]) =>
    [...new Set(ips.map(addressChain))].map((chain) => ({ v6, answer: chainRules(runner, chain, v6) })),
  );
  for (const { v6, answer } of asked) {
    const now = await answer;
    if (now === 'unusable' && mayFallBack(conf)) return { backend: 'nftables', rules };
    if (Array.isArray(now)) rules[v6 ? 6 : 4] = [...(rules[v6 ? 6 : 4] ?? []), ...now];
  }
  return { backend, rules };
}
