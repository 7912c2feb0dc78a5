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

/** The call as a line of shell, with a here-document as its standard input. */
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
  if (stdin.length > 20_000 || stdin.includes('\0'))
    return `${words} # with standard input of ${stdin.length} characters, too long to show`;
  return `${words} <<'CONF'\n${stdin}\nCONF`;
}
