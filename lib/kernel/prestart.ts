import { ipProgram } from './ipSession.ts';
import type { Conversation, Program, Runner } from './runner.ts';

/**
 * Starts the `ip` process that a command will talk to, while the rest of the plugin is still being loaded: starting it
 * takes as long as loading that, and there is a second processor. Nothing is said to it until the request has been judged,
 * and nothing changes if it never is. Returns a Runner as the one given, but for the conversation that has begun already.
 */
export function prestart(runner: Runner): Runner {
  const program = ipProgram();
  let begun: Conversation | undefined = runner.converse(program);
  return {
    ...runner,
    converse(other) {
      if (begun === undefined || !isSame(program, other)) return runner.converse(other);
      const conversation = begun;
      begun = undefined;
      return conversation;
    },
  };
}

function isSame(a: Program, b: Program): boolean {
  return a.netns === b.netns && a.file === b.file && a.args.join('\n') === b.args.join('\n');
}
