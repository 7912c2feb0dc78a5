import type { Invocation } from '../invoke/invocation.ts';
import { type Netns, openNetns, openNetnsIfThere } from '../kernel/netns.ts';
import type { Command } from '../spec/commands.ts';
import type { NetworkConf } from '../spec/conf.ts';
import { parseResult } from '../spec/convert.ts';
import { CniError, Code } from '../spec/errors.ts';
import type { Result } from '../spec/result.ts';
import { parseArgs } from './args.ts';
import { canonicalResult } from './canonical.ts';
import type { Plugin } from './plugin.ts';

/** A call that has been judged. Everything in it is valid. */
export interface NetworkRequest<Conf> {
  command: Command;
  /** Of the specification, as in the configuration. */
  version: string;
  network: string;
  conf: Conf;
  /** GC only: the attachments that still exist. Empty: none does. */
  validAttachments: Attachment[];
  /** As it came in, for delegated plugins. */
  invocation: Invocation;
}

export interface AttachmentRequest<Conf> extends NetworkRequest<Conf> {
  containerId: string;
  ifName: string;
  /** The container's namespace; absent when DEL was called without one or it has vanished, and for IPAM plugins. */
  netns?: Netns;
  /** The value of CNI_NETNS, unchanged: it is what `sandbox` in a result says. */
  sandbox: string;
  /** In canonical text, however it was spelled. */
  prevResult?: Result;
}

/** Identity of an attachment within a network. */
export interface Attachment {
  containerId: string;
  ifName: string;
}

/** Judges what GC and STATUS need. */
export function networkRequest<Conf>(
  plugin: Plugin<Conf>,
  command: Command,
  network: NetworkConf,
  invocation: Invocation,
): NetworkRequest<Conf> {
  const conf = plugin.parse({
    command,
    network,
    // Read when the plugin asks for it: one that takes no arguments is not to fail over them.
    get args() {
      return usesArgs(command) ? parseArgs(invocation.env.CNI_ARGS) : new Map<string, string>();
    },
  });
  const validAttachments = judgedAttachments(command, network);
  return { command, version: network.version, network: network.network, conf, validAttachments, invocation };
}

/** Arguments are wishes for an attachment: what is to be removed is removed whatever they say. */
function usesArgs(command: Command): boolean {
  return command === 'ADD' || command === 'CHECK';
}

/** GC without a list could mean "nothing is valid any more" or "nobody knows": too much hangs on it to guess. */
function judgedAttachments(command: Command, { validAttachments }: NetworkConf): Attachment[] {
  if (command === 'GC' && validAttachments === undefined)
    throw new CniError(Code.invalidConfig, 'Cannot run GC: "cni.dev/valid-attachments" is missing');
  return validAttachments ?? [];
}

/** Judges what ADD, DEL and CHECK need. The variables' own form has been judged before. */
export function attachmentRequest<Conf>(
  plugin: Plugin<Conf>,
  command: Command,
  network: NetworkConf,
  invocation: Invocation,
): AttachmentRequest<Conf> {
  const { env } = invocation;
  const request = networkRequest(plugin, command, network, invocation);
  if (plugin.kind === 'chained' && command !== 'DEL') refuseFirst(plugin.type, command, network);
  const netns = plugin.kind === 'ipam' ? undefined : openContainer(command, env);
  const prevResult = judgedResult(command, network);
  return {
    ...request,
    containerId: env.CNI_CONTAINERID ?? '',
    ifName: env.CNI_IFNAME ?? '',
    sandbox: env.CNI_NETNS ?? '',
    ...(netns === undefined ? {} : { netns }),
    ...(prevResult === undefined ? {} : { prevResult }),
  };
}

/**
 * DEL goes on without a result that cannot be read, as it does without any: a later plugin of the chain may have put
 * into it what is none of ours, and to refuse would keep all that is ours for ever.
 */
function judgedResult(command: Command, { prevResult, version }: NetworkConf): Result | undefined {
  if (prevResult === undefined) return undefined;
  try {
    return canonicalResult(parseResult(prevResult, version, 'prevResult'));
  } catch (error) {
    if (command === 'DEL' && error instanceof CniError) return undefined;
    throw error;
  }
}

/** DEL goes on without: the runtime may not know the result of an ADD that failed (specification, section 2, DEL). */
function refuseFirst(type: string, command: Command, { prevResult }: NetworkConf): void {
  if (prevResult !== undefined) return;
  const why = 'it works on what a plugin before it has made';
  throw new CniError(
    Code.invalidConfig,
    `Cannot run ${command} of "${type}": "prevResult" is missing; ${why}`,
  );
}

/** DEL goes on without the namespace if it has vanished; ADD and CHECK need it. Nobody may work in the plugin's own. */
function openContainer(command: Command, env: Invocation['env']): Netns | undefined {
  const allowOwn = ['1', 'true'].includes(env.CNI_NETNS_OVERRIDE?.toLowerCase() ?? '');
  const path = env.CNI_NETNS ?? '';
  return command === 'DEL' ? openNetnsIfThere(path, allowOwn) : openNetns(path, allowOwn);
}
