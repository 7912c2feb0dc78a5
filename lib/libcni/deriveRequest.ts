import { attachmentKeys, type ValidAttachment } from '../spec/attachments.ts';
import type { Network, PluginConf } from './network.ts';

/** What one call adds to a plugin's configuration. */
export interface Injection {
  /** ADD, CHECK, DEL: in the network's version. */
  prevResult?: Record<string, unknown> | undefined;
  /** ADD, CHECK, DEL: by capability; a plugin gets those that it declares. */
  capabilityArgs?: Readonly<Record<string, unknown>> | undefined;
  /** GC: the attachments that still exist. */
  validAttachments?: readonly ValidAttachment[] | undefined;
}

/** What only the runtime may say, so whatever a file says there is not sent. */
const reserved: readonly string[] = ['capabilities', 'prevResult', 'runtimeConfig', ...attachmentKeys];

/**
 * The JSON text for a plugin's standard input (specification, section 3, "Deriving request configuration from plugin
 * configuration"): the plugin's object with the network's `name` and version in it, without `capabilities`, and with what
 * this call adds. Keys that are not the protocol's pass unchanged, `args` among them.
 *
 * The reference library leaves `capabilities` and static `prevResult` and `runtimeConfig` in; the text forbids all three.
 * The valid attachments go out under the older key too, as the reference sends them, for plugins of before the release.
 */
export function deriveRequest(network: Network, plugin: PluginConf, injection: Injection = {}): string {
  const own = Object.entries(plugin.json).filter(([key]) => !reserved.includes(key));
  const { prevResult, validAttachments } = injection;
  const runtimeConfig = declaredOnly(plugin, injection.capabilityArgs ?? {});
  const attachments = validAttachments?.map(({ containerId, ifName }) => ({
    containerID: containerId,
    ifname: ifName,
  }));
  return JSON.stringify({
    ...Object.fromEntries(own),
    cniVersion: network.version,
    name: network.name,
    ...(runtimeConfig && { runtimeConfig }),
    ...(prevResult && { prevResult }),
    ...(attachments && Object.fromEntries(attachmentKeys.map((key) => [key, attachments]))),
  });
}

/** Undefined when nothing is left. */
function declaredOnly({ capabilities }: PluginConf, provided: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(provided).filter(([name]) => capabilities.includes(name));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
