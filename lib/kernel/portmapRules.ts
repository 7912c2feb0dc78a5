import type { PortForward, PortProtocol } from '../ops/portmap.ts';
import { bare, type NatChains } from '../ops/portmapFound.ts';
import { localChain, type OwnedPorts, ownerChain } from '../ops/portmapOwned.ts';
import type { Runner } from './runner.ts';

/** Seconds to wait for others who change rules. */
const patience = ['--wait', '20', '--table'];

/** All chains of table nat. Lists, as only CHECK, GC, a conflict and what comes after a flush may. */
export async function natChains(runner: Runner, v6: boolean): Promise<NatChains> {
  return listChains(runner, 'nat', v6);
}

/**
 * All chains of a table, as `natChains`. The tool asks for chains and rules one after the other, so a listing may be
 * torn where others write: it counts when it comes twice.
 */
export async function listChains(runner: Runner, table: 'nat' | 'raw', v6: boolean): Promise<NatChains> {
  const list = () => runner.run({ file: toolOf(v6), args: [...patience, table, '--list-rules'] });
  let last = await list();
  for (let round = 0; round < 8; round++) {
    const next = await list();
    if (next.stdout === last.stdout) break;
    last = next;
  }
  return last.exitCode === 0 ? chainsIn(last.stdout) : new Map();
}

/** Whether there is a chain of table nat. Looks at nothing else. */
export async function hasChain(runner: Runner, v6: boolean, chain: string): Promise<boolean> {
  const done = await runner.run({ file: toolOf(v6), args: [...patience, 'nat', '--list-rules', chain] });
  return done.exitCode === 0;
}

/** What the chain of an owner tells; undefined if there is none. Looks at nothing else. */
export async function ownedPorts(
  runner: Runner,
  v6: boolean,
  label: string,
): Promise<OwnedPorts | undefined> {
  const chain = ownerChain(label);
  const done = await runner.run({ file: toolOf(v6), args: [...patience, 'nat', '--list-rules', chain] });
  if (done.exitCode !== 0) return undefined;
  return ownedIn(chainsIn(done.stdout).get(chain) ?? []) ?? { label, forwards: [] };
}

/** Reads `iptables -S`. */
export function chainsIn(listing: string): Map<string, string[]> {
  const chains = new Map<string, string[]>();
  for (const line of listing.split('\n')) {
    const [, option, chain = '', rule = ''] = /^-([PNA]) (\S+) ?(.*)$/.exec(line) ?? [];
    if (option === undefined) continue;
    const rules = chains.get(chain) ?? [];
    if (option === 'A') rules.push(rule);
    chains.set(chain, rules);
  }
  return chains;
}

/** Reads the rules of an owner's chain; undefined where somebody has emptied it. */
export function ownedIn(rules: readonly string[]): OwnedPorts | undefined {
  const [label, ...lines] = rules.map((rule) => bare(rule).replace(/^-m comment --comment /, ''));
  if (label === undefined) return undefined;
  const prefix = `-j ${localChain('')}`;
  const local = lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  const forwards = lines.flatMap(forwardIn);
  return { label, forwards, ...(local !== undefined && { localLink: local }) };
}

/** Every owner whose chain has not been emptied. */
export function ownersIn(chains: NatChains): OwnedPorts[] {
  const own = [...chains].filter(([name]) => name.startsWith('WEFT-OWNER-'));
  return own.flatMap(([, rules]) => ownedIn(rules) ?? []);
}

function forwardIn(line: string): (PortForward & { conditional: boolean })[] {
  const [protocol, hostPort, hostIp = '', ip = '', containerPort, always] = line.split(' ');
  if (containerPort === undefined) return [];
  const address = hostIp === '-' ? {} : { hostIp };
  const ports = { hostPort: Number(hostPort), containerPort: Number(containerPort) };
  return [{ protocol: protocol as PortProtocol, ip, ...ports, ...address, conditional: always === 'if' }];
}

function toolOf(v6: boolean): string {
  return v6 ? 'ip6tables' : 'iptables';
}
