import { programPath } from '../../lib/kernel/programPath.ts';
import type { PortmapBackend } from '../../lib/ops/portmap.ts';
import type { ConfSource } from '../../lib/skel/plugin.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { quote } from '../../lib/spec/quote.ts';
import { conditionProblem, syntaxOf } from './conditions.ts';
import { type PortMapping, parsePortMappings } from './mappings.ts';

/** The configuration of `portmap`, judged. README.md describes the keys. */
export interface PortmapConf {
  backend: PortmapBackend;
  snat: boolean;
  masqAll: boolean;
  /** What marks a packet that is to be masqueraded, with iptables: the number of a bit, or a chain of somebody else. */
  mark: { bit: number } | { chain: string };
  /** Matches in the words of the backend; empty: none. */
  conditions: Record<4 | 6, string>;
  /** What the runtime sent; empty on commands that do without, where it cannot be read. */
  mappings: PortMapping[];
}

const texts = ['backend', 'markMasqBit', 'externalSetMarkChain', 'conditionsV4', 'conditionsV6'] as const;
const flags = ['snat', 'masqAll'] as const;

/**
 * Judges the configuration. Throws CniError (code 7) with key and value. Removal bears with what only ADD needs:
 * where that is wrong, it goes on as if the runtime had sent nothing.
 */
export function parsePortmapConf(source: ConfSource): PortmapConf {
  const fields = new Fields(source.network.json, [...texts, ...flags], {
    path: '',
    code: Code.invalidConfig,
  });
  const backend = parseBackend(fields);
  if (source.command !== 'DEL' && source.command !== 'GC') return parseWhole(fields, backend, source);
  try {
    return parseWhole(fields, backend, source);
  } catch {
    return {
      backend,
      snat: true,
      masqAll: false,
      mark: { bit: 13 },
      conditions: { 4: '', 6: '' },
      mappings: [],
    };
  }
}

function parseWhole(fields: Fields, backend: PortmapBackend, { network }: ConfSource): PortmapConf {
  const words = { 4: parseConditions(fields, 'conditionsV4'), 6: parseConditions(fields, 'conditionsV6') };
  refuseOtherBackends(fields, backend, words);
  return {
    backend,
    snat: fields.flag('snat', true),
    masqAll: fields.flag('masqAll'),
    mark: parseMark(fields),
    conditions: { 4: words[4].join(' '), 6: words[6].join(' ') },
    mappings: parsePortMappings(network.runtimeConfig),
  };
}

/** As the reference chooses: iptables, unless it is not there and nft is. */
function parseBackend(fields: Fields): PortmapBackend {
  const chosen = fields.text('backend');
  if (chosen === 'iptables' || chosen === 'nftables') return chosen;
  if (chosen) throw fields.refusal('backend', 'neither "iptables" nor "nftables"');
  const noIptables = programPath('iptables-restore') === undefined && programPath('nft') !== undefined;
  return noIptables ? 'nftables' : 'iptables';
}

function parseMark(fields: Fields): PortmapConf['mark'] {
  const bit = fields.integer('markMasqBit');
  if (bit !== undefined && bit > 31) throw fields.refusal('markMasqBit', 'not a bit from 0 to 31');
  const chain = fields.judged('externalSetMarkChain', chainProblem);
  if (!chain) return { bit: bit ?? 13 };
  if (bit !== undefined)
    throw fields.refusal(
      'externalSetMarkChain',
      `excludes "markMasqBit" ${bit}: one of the two sets the mark`,
    );
  return { chain };
}

function chainProblem(name: string): string | undefined {
  return /^([A-Za-z0-9_][A-Za-z0-9_.:-]{0,27})?$/.test(name) ? undefined : 'not the name of a chain';
}

function parseConditions(fields: Fields, key: 'conditionsV4' | 'conditionsV6'): string[] {
  const items =
    fields.texts(key, (text) => (/^[\x20-\x7e]*$/.test(text) ? undefined : 'not plain text')) ?? [];
  const words = items.flatMap((item) => item.split(' ')).filter((word) => word !== '');
  const problem = items[0] === '' ? undefined : conditionProblem(words);
  if (problem) throw fields.refusal(key, `${quote(words[problem.at])} is ${problem.state}`);
  return items[0] === '' ? [] : words;
}

/** Throws CniError for keys that only the other backend understands, all of them at once. */
function refuseOtherBackends(fields: Fields, backend: PortmapBackend, words: Record<4 | 6, string[]>): void {
  const other = backend === 'iptables' ? 'nftables' : 'iptables';
  const chain = other === 'iptables' && fields.text('externalSetMarkChain') ? ['externalSetMarkChain'] : [];
  const conditions = ([4, 6] as const).filter((family) => syntaxOf(words[family]) === other);
  const keys = [...chain, ...conditions.map((family) => `conditionsV${family}`)];
  if (keys.length === 0) return;
  const values = keys.map((key) => `${quote(key)} ${quote(fields.json[key])}`).join(' and ');
  throw new CniError(
    Code.invalidConfig,
    `Cannot use ${values}: only ${other} understands that, and the backend is ${backend}`,
  );
}
