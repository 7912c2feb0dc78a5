import type { Invocation } from '../invoke/invocation.ts';
import { type Command, commands, isCommand, type Variable } from '../spec/commands.ts';
import { CniError, Code } from '../spec/errors.ts';
import { identifierRule, interfaceNameProblem, isIdentifier } from '../spec/name.ts';
import { quote } from '../spec/quote.ts';

/**
 * The command, with every variable it needs present and valid (specification, section 2). Throws one CniError (code 4)
 * that names every missing and every invalid variable. Variables the command does not need are not looked at.
 */
export function judgeVariables(env: Invocation['env']): Command {
  const command = env.CNI_COMMAND ?? '';
  if (!isCommand(command))
    throw refuse(command === '' ? 'CNI_COMMAND is missing' : `CNI_COMMAND ${quote(command)} is unknown`);
  const row = commands[command];
  const missing = row.required.filter((name) => !env[name]);
  const invalid = row.attachment
    ? [problem(env, 'CNI_CONTAINERID', idProblem), problem(env, 'CNI_IFNAME', interfaceNameProblem)]
    : [];
  const findings = [
    ...(missing.length > 0 ? [are(missing)] : []),
    ...invalid.filter((text) => text !== undefined),
  ];
  if (findings.length > 0) throw refuse(findings.join('; '), command);
  return command;
}

function refuse(state: string, command = 'the plugin'): CniError {
  return new CniError(Code.invalidEnvironment, `Cannot run ${command}: ${state}`);
}

function are(missing: Variable[]): string {
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`;
}

function problem(
  env: Invocation['env'],
  name: Variable,
  judge: (text: string) => string | undefined,
): string | undefined {
  const text = env[name];
  const state = text ? judge(text) : undefined;
  return state === undefined ? undefined : `${name} ${quote(text)} ${state}`;
}

function idProblem(text: string): string | undefined {
  return isIdentifier(text) ? undefined : `is ${identifierRule}`;
}
