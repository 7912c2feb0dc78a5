import { CniError, Code } from '../spec/errors.ts';
import { identifierRule, interfaceNameProblem, isIdentifier } from '../spec/name.ts';
import { quote } from '../spec/quote.ts';
import type { Network } from './network.ts';

/** The parameters of one attachment (specification, section 3, "Attachment parameters"). */
export interface Attachment {
  /** CNI_CONTAINERID. */
  containerId: string;
  /** CNI_IFNAME. */
  ifName: string;
  /**
   * CNI_NETNS, a path. For CHECK and DEL what is undefined here and below is taken from the cache of ADD; "" is a DEL
   * without namespace.
   */
  netns?: string | undefined;
  /** CNI_ARGS, in order. The format has no escaping: keys hold neither "=" nor ";", values no ";". */
  args?: readonly (readonly [string, string])[] | undefined;
  /** By capability: what a plugin that declares it finds in `runtimeConfig`. Any JSON values. */
  capabilityArgs?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Judges network and attachment before anything is run or any path is made of them. Throws CniError: 3 for a missing
 * container ID, 4 with the variable's name for what is wrong in the attachment, 7 for the network's name, or a network
 * without plugins.
 */
export function judgeAttachment(network: Network, attachment: Attachment): void {
  judgeNetwork(network);
  const { containerId, ifName, netns = '', args = [], capabilityArgs = {} } = attachment;
  if (containerId === '')
    throw new CniError(Code.unknownContainer, 'Cannot use container ID "": it is empty');
  if (!isIdentifier(containerId)) throw unusable('CNI_CONTAINERID', containerId, identifierRule);
  const problem = interfaceNameProblem(ifName);
  if (problem !== undefined) throw unusable('CNI_IFNAME', ifName, problem);
  if (netns.includes('\0')) throw unusable('CNI_NETNS', netns, 'holds NUL');
  for (const [key, value] of args) judgeArg(key, value);
  for (const [name, value] of Object.entries(capabilityArgs)) judgeCapability(name, value);
}

/** The part of it that operations without an attachment need. Throws CniError (code 7). */
export function judgeNetwork(network: Network): void {
  const refuse = (state: string) =>
    new CniError(Code.invalidConfig, `Cannot use network ${quote(network.name)}: ${state}`);
  if (!isIdentifier(network.name)) throw refuse(`the name is ${identifierRule}`);
  if (network.plugins.length === 0) throw refuse('it has no plugins');
}

function judgeArg(key: string, value: string): void {
  const pair = `${key}=${value}`;
  if (key === '' || /[=;\0]/.test(key))
    throw unusable('CNI_ARGS', pair, 'the key is empty or holds one of = ; NUL');
  if (/[;\0]/.test(value)) throw unusable('CNI_ARGS', pair, 'the value holds one of ; NUL');
}

function judgeCapability(name: string, value: unknown): void {
  if (name !== '' && JSON.stringify(value) !== undefined) return;
  throw new CniError(
    Code.invalidConfig,
    `Cannot use capability argument ${quote(name)}: not a name with a JSON value`,
  );
}

function unusable(variable: string, value: string, state: string): CniError {
  return new CniError(Code.invalidEnvironment, `Cannot use ${variable} ${quote(value)}: ${state}`);
}
