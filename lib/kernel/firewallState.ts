import type { Finished, Runner } from './runner.ts';

/** What iptables of one family says of its table filter, or of one chain of it. */
export interface FilterRules {
  /** As `iptables -S` prints them but for "-A ", with every comment in quotes. */
  rules: string[];
  chains: string[];
}

/**
 * The whole table: for CHECK, GC and a DEL that has not found what it was told of. Undefined if iptables cannot
 * tell.
 */
export async function filterRules(runner: Runner, v6: boolean): Promise<FilterRules | undefined> {
  const done = await list(runner, v6);
  return done.exitCode === 0 ? fromListing(done.stdout) : undefined;
}

/**
 * The rules of one chain of ours. "absent": there is no such chain. "unusable": iptables is not installed, or the
 * kernel does not know what it wants of it.
 */
export async function chainRules(
  runner: Runner,
  chain: string,
  v6: boolean,
): Promise<string[] | 'absent' | 'unusable'> {
  const done = await list(runner, v6, chain);
  if (done.exitCode === 0) return fromListing(done.stdout).rules;
  return done.exitCode === 127 || unusable.test(done.stderr) ? 'unusable' : 'absent';
}

const unusable = /can't initialize|Protocol not supported|Could not fetch rule set generation id: (?!Perm)/;

function list(runner: Runner, v6: boolean, ...chain: string[]): Promise<Finished> {
  const args = ['--wait', '20', '--list-rules', ...chain];
  return runner.run({ file: v6 ? 'ip6tables' : 'iptables', args });
}

/** Reads `iptables -S`. */
export function fromListing(listing: string): FilterRules {
  const of = (word: string) =>
    listing.split('\n').flatMap((line) => (line.startsWith(word) ? [line.slice(word.length)] : []));
  return { rules: of('-A ').map(quoteComment), chains: of('-N ') };
}

/** Some versions leave the quotes out where nothing needs them. */
function quoteComment(rule: string): string {
  return rule.replace(/ --comment ([^"\s]+)/, ' --comment "$1"');
}

/** The label of a rule in the chain of an address; undefined for every other rule. */
export function labelOf(rule: string): string | undefined {
  return /^WEFT-A-\d\d .*--comment "(weft:firewall:[^"\s]+)"/.exec(rule)?.[1];
}
