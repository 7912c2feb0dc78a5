import { statSync } from 'node:fs';
import {
  type Attachment,
  addNetwork,
  checkNetwork,
  delNetwork,
  type Network,
  parseList,
  readCache,
} from '../libcni/libcni.ts';
import { asCniError, CniError, Code } from '../spec/errors.ts';
import { isIdentifier } from '../spec/name.ts';
import { quote } from '../spec/quote.ts';
import { deriveContainerId } from './containerId.ts';
import { resolveNetns } from './netnsPath.ts';
import { misuse } from './options.ts';
import { note } from './report.ts';
import { loadOperand, type Tool } from './tool.ts';

/** `cnitool add`: prints the result. */
export async function add(tool: Tool): Promise<void> {
  const network = loadOperand(tool);
  const attachment = await namedAttachment(tool);
  demandNetns(attachment);
  const { json } = await addNetwork(tool.runtime, network, attachment, { undo: true });
  tool.io.out(`${JSON.stringify(json, null, 2)}\n`);
}

/** `cnitool check`: prints nothing when all is well. */
export async function check(tool: Tool): Promise<void> {
  const network = loadOperand(tool);
  const attachment = await namedAttachment(tool);
  demandNetns(attachment);
  await checkNetwork(tool.runtime, network, attachment);
  if (network.disableCheck)
    note(tool.io, `network ${quote(network.name)} has "disableCheck": nothing was checked`);
}

/** `cnitool del`: prints nothing. Works without the configuration file as long as the attachment is remembered. */
export async function del(tool: Tool): Promise<void> {
  const attachment = await namedAttachment(tool);
  await delNetwork(tool.runtime, loadOrRemember(tool, attachment), attachment);
}

/** An attachment whose network's file was removed or broken since must still come off. */
function loadOrRemember(tool: Tool, attachment: Attachment): Network {
  try {
    return loadOperand(tool);
  } catch (error) {
    const remembered = rememberedNetwork(tool, attachment);
    if (!remembered) throw error;
    note(tool.io, `${asCniError(error).message}; deleting with the configuration that add was given`);
    return remembered;
  }
}

function rememberedNetwork(
  { options, runtime }: Tool,
  { containerId, ifName }: Attachment,
): Network | undefined {
  const [network = ''] = options.operands;
  if (![network, containerId].every(isIdentifier) || ifName.includes('/')) return undefined;
  const config = readCache(runtime.cacheDir, { network, containerId, ifName })?.config;
  return config ? parseList(config) : undefined;
}

async function namedAttachment({ options, io }: Tool): Promise<Attachment> {
  const [, operand, ...more] = options.operands;
  if (!operand) throw misuse(`${options.command} needs a network and a network namespace`);
  if (more.length > 0) throw misuse(`${more.map(quote).join(' ')} is too much`);
  const { ifName, args, capabilityArgs } = options;
  const netns = await resolveNetns(operand, io.cwd);
  const containerId = options.containerId ?? (await deriveContainerId(netns));
  return { containerId, ifName, netns, args, capabilityArgs };
}

/** Said here once and plainly; otherwise the first plugin would say it, and all of them would be asked to undo. */
function demandNetns({ netns = '' }: Attachment): void {
  if (statSync(netns, { throwIfNoEntry: false })) return;
  throw new CniError(
    Code.invalidEnvironment,
    `Cannot use network namespace ${quote(netns)}: there is no such file`,
  );
}
