import { ipProgram } from './ipSession.ts';
import { type Netns, openNetns } from './netns.ts';
import type { Conversation, Program, Runner } from './runner.ts';

/** What has been started before anybody knows what to do with it. */
export interface Prestarted {
  /** As the Runner given, but for conversations that have begun already. */
  runner: Runner;
  /** The container's namespace, if it could be opened: whoever judges CNI_NETNS takes this one. */
  netns: Netns | undefined;
}

/**
 * Starts the `ip` processes that a command will talk to, while the rest of the plugin is still being loaded: starting them
 * takes as long as loading it, and there is a second processor. Nothing is said to them until the request has been judged,
 * and nothing changes if it never is.
 */
export function prestart(runner: Runner, command: string | undefined, netnsPath: string | undefined): Prestarted {
  const programs: Program[] = command === 'ADD' || command === 'DEL' || command === 'CHECK' ? [ipProgram()] : [];
  const netns = command === 'ADD' || command === 'CHECK' ? tryOpen(netnsPath ?? '') : undefined;
  if (netns !== undefined) programs.push(ipProgram(netns));
  const begun = new Map(programs.map((program) => [key(program), runner.converse(program)]));
  return { netns, runner: { run: (program) => runner.run(program), converse: (program) => take(begun, program, runner) } };
}

function take(begun: Map<string, Conversation>, program: Program, runner: Runner): Conversation {
  const conversation = begun.get(key(program));
  begun.delete(key(program));
  return conversation ?? runner.converse(program);
}

function key({ file, args }: Program): string {
  return [file, ...args].join('\n');
}

function tryOpen(path: string): Netns | undefined {
  try {
    return openNetns(path);
  } catch {
    return undefined; // whoever judges the request says what is wrong with it
  }
}
