import type { PortmapBackend } from '../../lib/ops/portmap.ts';

/** Whose words the conditions are in, as the reference tells them apart; undefined: there are none. */
export function syntaxOf(words: string[]): PortmapBackend | undefined {
  const [first = ''] = words;
  if (first === '') return undefined;
  return /^[-!]/.test(first) ? 'iptables' : 'nftables';
}

/** What is wrong with conditions, at which word: they may match a packet, and do nothing else. Undefined: nothing. */
export function conditionProblem(words: string[]): Problem | undefined {
  const syntax = syntaxOf(words);
  if (syntax === undefined) return undefined;
  const readOne = syntax === 'iptables' ? readOption : readMatch;
  for (let at = 0; at < words.length; ) {
    const read = readOne(words.slice(at));
    if ('state' in read) return { at: at + (read.at ?? 0), state: read.state };
    at += read.taken;
  }
  return undefined;
}

interface Problem {
  /** Index of the word. */
  at: number;
  state: string;
}

type Read = { taken: number } | { at?: number; state: string };

const name = /^[A-Za-z0-9_.@-]+\*?$/;
const number = /^(0x[0-9a-fA-F]+|\d+)(-\d+)?(\/0x[0-9a-fA-F]+)?$/;
const address = /^[0-9a-fA-F.:]+(\/\d+|-[0-9a-fA-F.:]+)?$/;
const list = /^[A-Za-z]+(,[A-Za-z]+)*$/;
const mac = /^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$/;

/**
 * What may be matched with nft, and by what values. No statement is among them, and no name of anything in our table.
 */
const selectors: [RegExp, RegExp][] = [
  [/^ip6? [sd]addr$/, address],
  [/^(meta )?[io]if(name)?$/, name],
  [/^(meta )?[io]ifgroup$/, number],
  [/^(tcp|udp|sctp|th) [sd]port$/, number],
  [/^(meta l4proto|ip protocol|ip6 nexthdr)$/, /^(tcp|udp|sctp|\d+)$/],
  [/^(meta )?(mark|skuid|skgid)$/, /^[A-Za-z0-9_]+$/],
  [/^ct (state|status|direction)$/, list],
  [/^ct mark$/, number],
  [/^(meta )?pkttype$/, list],
  [/^fib [sd]addr type$/, list],
  [/^ether saddr$/, mac],
  [/^ip6? dscp$/, /^[a-z0-9]+$/],
];

/** One match: two or three words, or one, an operator perhaps, and a value. */
function readMatch(words: string[]): Read {
  const length = [3, 2, 1].find((n) => words.length > n && selectorOf(words.slice(0, n)) !== undefined);
  if (length === undefined) return { state: 'not a match that weft knows' };
  const operator = ['==', '!=', 'eq', 'ne'].includes(words[length] ?? '') ? 1 : 0;
  const value = words[length + operator] ?? '';
  if (value !== 'set' && selectorOf(words.slice(0, length))?.test(value))
    return { taken: length + operator + 1 };
  return {
    at: Math.min(length + operator, words.length - 1),
    state: 'not a value that weft lets through here',
  };
}

function selectorOf(words: string[]): RegExp | undefined {
  const text = words.join(' ');
  return selectors.find(([selector]) => selector.test(text))?.[1];
}

/**
 * Options of iptables that only match, with the number of their values. `-p` is the port's own; `-j` and `-g` are no
 * matches.
 */
const options: Record<string, number> = Object.fromEntries([
  ...'-s --src --source -d --dst --destination -i --in-interface -o --out-interface -m --match --sport --source-port --sports'
    .concat(
      ' --source-ports --dport --destination-port --dports --destination-ports --ports --ctstate --ctstatus --ctdir',
    )
    .concat(
      ' --ctorigsrc --ctorigdst --ctproto --state --mark --src-type --dst-type --src-range --dst-range --mac-source',
    )
    .concat(' --uid-owner --gid-owner --pkt-type --dscp --dscp-class --physdev-in --physdev-out')
    .split(' ')
    .map((option) => [option, 1]),
  ['--match-set', 2],
  ['--physdev-is-bridged', 0],
]);

const modules =
  'conntrack state mark connmark addrtype iprange mac multiport tcp udp sctp owner physdev set pkttype dscp'.split(
    ' ',
  );
const plainValue = /^[A-Za-z0-9_.:/+][A-Za-z0-9_.:/,+@*-]*$/;

/** One option, after "!" perhaps, with its values. */
function readOption(words: string[]): Read {
  const not = words[0] === '!' ? 1 : 0;
  const option = words[not] ?? '';
  const count = Object.hasOwn(options, option) ? options[option] : undefined;
  if (count === undefined)
    return { at: Math.min(not, words.length - 1), state: 'not a match that weft knows' };
  const values = words.slice(not + 1, not + 1 + count);
  const bad = values.findIndex((value) => !plainValue.test(value));
  if (values.length < count || bad >= 0)
    return {
      at: Math.min(not + 1 + Math.max(bad, 0), words.length - 1),
      state: 'not a value that weft lets through here',
    };
  if (['-m', '--match'].includes(option) && !modules.includes(values[0] ?? ''))
    return { at: not + 1, state: 'not a module that weft lets through' };
  return { taken: not + 1 + count };
}
