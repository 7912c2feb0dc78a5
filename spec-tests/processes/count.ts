import { callPlugin, type PluginCall } from '../../lib/testing/callPlugin.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { type Attachment, attachmentNamed, configurationOf } from '../bench/attachments.ts';
import { deviceOf, layDevice } from '../bench/layDevice.ts';
import { startsOf } from './startsOf.ts';

/**
 * The calls that are counted. The first ADD of a network makes what all attachments share: bridge, chains. The second
 * DEL finds nothing left.
 */
export const calls = ['first ADD', 'ADD', 'CHECK', 'DEL', 'second DEL'] as const;
export type Call = (typeof calls)[number];

/** The programs that each call starts, "ip host" or "ip container", as far as calls were made. */
export type Counted = Partial<Record<Call, string[]>>;

/**
 * Makes the calls of an attachment in a throwaway host, beside another attachment that stays. `upTo`: the last of them.
 * `cniPath`: whose plugins. Throws if one fails.
 */
export async function count(
  attachment: Attachment,
  upTo: Call = 'second DEL',
  cniPath?: string,
): Promise<Counted> {
  await using host = await throwawayHost();
  const counted: Counted = {};
  let prevResult: unknown;
  for (const name of ['c1', 'c2']) await layDevice(host, await host.container(name), attachment);
  for (const call of calls.slice(0, calls.indexOf(upTo) + 1)) {
    const whom = call === 'first ADD' ? 'c1' : 'c2';
    const words = { ...wordsOf(call, whom, attachment), ...(cniPath && { cniPath }) };
    if (call.endsWith('ADD')) prevResult = attachment.chained && (await resultBefore(host, words));
    const conf = { ...words.conf, ...(prevResult ? { prevResult } : {}) };
    const { started, json } = await startsOf(host, { ...words, conf });
    counted[call] = started;
    if (call === 'ADD') prevResult = json;
  }
  return counted;
}

/** What the plugin before it in a list has made, for one that is chained. Its programs are not counted. */
async function resultBefore(host: Host, words: Omit<PluginCall, 'host'>): Promise<unknown> {
  const own = { network: 'before', subnet: '10.90.0.0/16', device: '', hostPort: 0 };
  const conf = configurationOf(attachmentNamed('bridge'), own);
  const outcome = await callPlugin({ ...words, host, type: 'bridge', conf });
  demandSuccess(outcome);
  return outcome.json;
}

/** A call as a runtime makes it. */
function wordsOf(call: Call, whom: string, attachment: Attachment) {
  const own = {
    network: 'mynet',
    subnet: '10.91.0.0/16',
    device: deviceOf(whom),
    hostPort: whom === 'c1' ? 8081 : 8082,
  };
  const { program: type, ifName = 'eth0' } = attachment;
  return {
    type,
    command: call.split(' ').at(-1) ?? '',
    containerId: whom,
    netns: `/run/netns/${whom}`,
    ifName,
    conf: configurationOf(attachment, own),
  };
}
