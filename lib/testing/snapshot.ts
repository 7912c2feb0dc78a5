import { programPath } from '../kernel/programPath.ts';
import type { Place } from './place.ts';
import { fileLines } from './snapshotFiles.ts';
import { iptablesLines, nftLines, tablesOfIptables } from './snapshotFirewall.ts';
import {
  addressLines,
  linkLines,
  neighbourLines,
  qdiscLines,
  routeLines,
  ruleLines,
} from './snapshotNetwork.ts';

/**
 * The whole state of some places as lines of text, "host route 10.1.0.0/24 dev br0 …", sorted, but for packet filter
 * rules, whose order means something. Whatever changes by itself (counters, timers, indexes, carrier, link-local
 * addresses made from a MAC) is left out, so that two snapshots with nothing done between them are equal.
 */
export type Snapshot = readonly string[];

/**
 * Takes a snapshot of a host with its files, and of containers. Changes nothing. Takes about 30 ms per place. What can
 * be seen only through a program that is not installed is left out; see `blindSpots`.
 */
export async function snapshot(host: Place, ...containers: Place[]): Promise<Snapshot> {
  const states = await Promise.all([host, ...containers].map(networkState));
  return [...states.flat(), ...fileLines(host)];
}

/** Sysctls that plugins change or depend on, as patterns below /proc/sys/net. */
const sysctls = [
  'ipv4/ip_forward',
  'ipv4/conf/*/{arp_filter,arp_ignore,arp_notify,accept_local,proxy_arp,route_localnet,rp_filter,send_redirects}',
  'ipv6/conf/*/{accept_dad,accept_ra,addr_gen_mode,disable_ipv6,forwarding,ndisc_notify,proxy_ndp}',
].flatMap(expandBraces);

/** Each question with the reader of its answer. All are asked by one shell, since entering a place costs most. */
const questions: [command: string, read: (answer: string) => string[]][] = [
  ['ip -j -d link show', (answer) => linkLines(records(answer))],
  ['ip -j address show', (answer) => addressLines(records(answer))],
  ['ip -j -4 route show table all', (answer) => routeLines(records(answer))],
  ['ip -j -6 route show table all', (answer) => routeLines(records(answer))],
  ['ip -j -4 rule show', (answer) => ruleLines('rule', records(answer))],
  ['ip -j -6 rule show', (answer) => ruleLines('rule6', records(answer))],
  ['ip -j neighbour show nud permanent', (answer) => neighbourLines(records(answer))],
  ['ip -j neighbour show proxy', (answer) => neighbourLines(records(answer))],
  ['tc -j qdisc show', (answer) => qdiscLines(records(answer))],
  [`cd /proc/sys/net; grep -s '' ${sysctls.join(' ')} || true; cd /`, sysctlLines],
  ['iptables-save', (answer) => iptablesLines('iptables', answer)],
  ['ip6tables-save', (answer) => iptablesLines('ip6tables', answer)],
];

/** Programs that not every machine has, with what nobody sees without them. */
const dispensable: Record<string, string> = {
  tc: 'queueing disciplines',
  'iptables-save': 'rules of iptables',
  'ip6tables-save': 'rules of ip6tables',
  nft: 'rules of nftables',
};

/** What snapshots on this machine do not show: "rules of nftables: nft is not installed". */
export function blindSpots(): string[] {
  const absent = Object.entries(dispensable).filter(([program]) => programPath(program) === undefined);
  return absent.map(([program, unseen]) => `${unseen}: ${program} is not installed`);
}

/** A question to a program that may be missing has no answer then. */
function ifThere(command: string): string {
  const [program = ''] = command.split(' ');
  return program in dispensable ? `if command -v ${program} >/dev/null; then ${command}; fi` : command;
}

/** Ends an answer. A control character, which JSON and iptables-save escape in anything that others have named. */
const end = '\x1e';

async function networkState(place: Place): Promise<string[]> {
  const commands = [...questions.map(([command]) => command), 'nft -j list ruleset'];
  const script = commands.map((command) => `${ifThere(command)}\nprintf '\\036'`).join('\n');
  const answers = (await place.ok(['sh', '-ec', script])).stdout.split(end);
  const lines = questions.flatMap(([, read], i) => read(answers[i] ?? ''));
  const [v4 = '', v6 = '', nft = ''] = answers.slice(questions.length - 2);
  const foreign = [...tablesOfIptables('ip', v4), ...tablesOfIptables('ip6', v6)];
  return [...lines, ...nftLines(nft, foreign)].map((line) => `${place.name} ${line}`);
}

function records(json: string): Record<string, unknown>[] {
  return JSON.parse(json.trim() || '[]');
}

/** One line per value; of a link's values only those that differ from its family's "default". */
function sysctlLines(answer: string): string[] {
  const lines = answer.split('\n').filter((line) => line !== '');
  const told = lines.filter((line) => {
    const asDefault = line.replace(/conf\/[^/]+/, 'conf/default');
    return /conf\/(all|default)\//.test(line) || asDefault === line || !lines.includes(asDefault);
  });
  return told.map((line) => `sysctl net/${line.replace(':', ' ')}`).sort();
}

/** "a/{b,c}" as "a/b" and "a/c": the plain shell cannot do it. */
function expandBraces(pattern: string): string[] {
  const [, before = '', choices = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? [];
  return choices ? choices.split(',').map((choice) => before + choice + after) : [pattern];
}
