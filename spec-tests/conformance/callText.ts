import { gzipSync } from 'node:zlib';
import { systemPath } from '../../lib/testing/needs.ts';
import type { CallChange } from './call.ts';
import { word } from './journal.ts';
import type { Trial } from './trial.ts';

type Environment = Record<string, string>;

/** The protocol's variables of a call, and those of the change. What is undefined is absent. */
export function environmentOf(trial: Trial, command: string, change: CallChange): Environment {
  const container = change.container ?? trial.container;
  const attachment = ['ADD', 'DEL', 'CHECK'].includes(command)
    ? { CNI_CONTAINERID: container.id, CNI_NETNS: container.netns, CNI_IFNAME: trial.ifName }
    : {};
  const path = command === 'VERSION' ? {} : { CNI_PATH: trial.cniPath };
  const given = {
    ...('containerId' in change ? { CNI_CONTAINERID: change.containerId } : {}),
    ...('netns' in change ? { CNI_NETNS: change.netns } : {}),
    ...('ifName' in change ? { CNI_IFNAME: change.ifName } : {}),
    ...('args' in change ? { CNI_ARGS: change.args } : {}),
    ...('cniPath' in change ? { CNI_PATH: change.cniPath } : {}),
  };
  const all = { PATH: systemPath, CNI_COMMAND: command, ...attachment, ...path, ...given, ...change.env };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Standard input of a call. */
export function stdinOf(trial: Trial, command: string, change: CallChange, prevResult: unknown): string {
  if ('stdin' in change)
    return typeof change.stdin === 'string' ? change.stdin : (JSON.stringify(change.stdin) ?? '');
  if (command === 'VERSION') return JSON.stringify({ cniVersion: change.version ?? trial.subject.version });
  const conf = trial.conf(change);
  if (prevResult !== undefined) conf.prevResult = prevResult;
  if (command === 'GC' && change.valid) conf[attachmentsKey(trial)] = change.valid;
  return JSON.stringify(conf);
}

/** The two texts of 1.1.0 name the list of valid attachments differently. */
export function attachmentsKey(trial: Trial): string {
  return trial.subject.text === 'tag' ? 'cni.dev/attachments' : 'cni.dev/valid-attachments';
}

/** Characters of standard input that a script shows, as text or packed. */
const mostShown = 20_000;

/** The call as shell, with a here-document as its standard input. */
export function commandLine(
  folder: string,
  type: string,
  env: Environment,
  stdin: string,
  { via = [], killAfter }: CallChange,
): string {
  const variables = Object.entries(env).map(([name, value]) => word(`${name}=${value}`));
  const bound = killAfter === undefined ? [] : ['timeout', '-s', 'KILL', `${killAfter / 1000}`];
  const words = ['env', '-i', ...variables, ...bound, ...via.map(word), `${folder}/${type}`].join(' ');
  if (stdin === '') return `${words} </dev/null`;
  if (canBeShown(stdin)) return `${words} <<'CONF'\n${stdin}\nCONF`;
  const packed = gzipSync(stdin)
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\n');
  // Never without a redirection: the plugin would read the rest of the script.
  if (packed.length > mostShown)
    return `${words} </dev/null # not repeated: standard input of ${stdin.length} characters, too long to show`;
  return `base64 -d <<'CONF' | gzip -dc | ${words}\n${packed}\nCONF`;
}

/** False for what is too long, what a terminal or a shell does not let through, and what would end a here-document. */
function canBeShown(stdin: string): boolean {
  return stdin.length <= mostShown && !/(?![\t\n])\p{Cc}/u.test(stdin) && !/^(CONF|BY_HAND)$/m.test(stdin);
}
