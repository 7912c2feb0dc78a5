import { isRemoval } from '../../lib/skel/containerLinkConf.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';

const backends = ['iptables', 'nftables', 'firewalld'] as const;
const policies = ['open', 'same-bridge', 'isolated'] as const;

/** What lets a container's addresses through. */
export type Backend = (typeof backends)[number];

/** The configuration of `firewall`, judged. README.md describes the keys. */
export interface FirewallConf {
  /** Absent: firewalld where it runs, else iptables, else nftables. */
  backend?: Backend;
  /** Chain of iptables that comes before our rules. */
  adminChain: string;
  /** Zone of firewalld that takes the addresses. */
  zone: string;
  ingressPolicy: (typeof policies)[number];
}

const keys = ['backend', 'iptablesAdminChainName', 'firewalldZone', 'ingressPolicy'] as const;

/**
 * Judges a configuration of `firewall`. Throws CniError (code 7) that names key and value. DEL and GC take wrong
 * values for absent ones: what is there is removed whatever the configuration says.
 */
export function parseFirewallConf({ command, network }: ConfSource): FirewallConf {
  const known = isRemoval(command) ? judgedOnly(network.json) : network.json;
  const fields = new Fields(known, keys, { path: '', code: Code.invalidConfig });
  const backend = oneOf(fields, 'backend', backends);
  return {
    ...(backend && { backend }),
    adminChain: fields.judged('iptablesAdminChainName', chainProblem) || 'CNI-ADMIN',
    zone: fields.judged('firewalldZone', zoneProblem) || 'trusted',
    ingressPolicy: oneOf(fields, 'ingressPolicy', policies) ?? 'open',
  };
}

function oneOf<T extends string>(fields: Fields, key: string, words: readonly T[]): T | undefined {
  const chosen = fields.text(key);
  if (!chosen) return undefined;
  const word = words.find((one) => one === chosen);
  if (word === undefined) throw fields.refusal(key, `not one of ${words.join(', ')}`);
  return word;
}

/** What iptables takes for something else than a chain of the administrator's. */
const reserved =
  /^(INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING|ACCEPT|DROP|RETURN|QUEUE|REJECT|LOG|MARK|WEFT-.*)$/;

function chainProblem(name: string): string | undefined {
  if (name === '') return undefined;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name))
    return 'not letters, digits and _ . - beginning with no . or -';
  if (name.length > 28) return 'longer than 28 characters';
  return reserved.test(name) ? 'reserved' : undefined;
}

function zoneProblem(name: string): string | undefined {
  return /^([A-Za-z0-9_./][A-Za-z0-9_./-]{0,127})?$/.test(name)
    ? undefined
    : 'not letters, digits and _ . / -, beginning with no -, 128 at most';
}

/** The members that ADD would accept, each by itself. */
function judgedOnly(json: Record<string, unknown>): Record<string, unknown> {
  const { json: known } = new Fields(json, keys, { path: '', code: Code.invalidConfig });
  const rules: Record<(typeof keys)[number], (text: string) => boolean> = {
    backend: (text) => backends.some((one) => one === text),
    iptablesAdminChainName: (text) => chainProblem(text) === undefined,
    firewalldZone: (text) => zoneProblem(text) === undefined,
    ingressPolicy: (text) => policies.some((one) => one === text),
  };
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = known[key];
      return typeof value === 'string' && rules[key](value) ? [[key, value]] : [];
    }),
  );
}
