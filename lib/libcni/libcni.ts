/**
 * The runtime's side of the CNI: what a container runtime calls to load a network and to attach containers to it. See
 * `addNetwork` for the whole life of an attachment.
 */
export type { ValidAttachment } from '../spec/attachments.ts';

export type { Added } from './added.ts';
export { type AddOptions, addNetwork } from './addNetwork.ts';
export type { Attachment } from './attachment.ts';
export { defaultCacheDir, listCache, readCache } from './cache.ts';
export type { AttachmentKey, CacheEntry } from './cacheEntry.ts';
export { checkNetwork } from './checkNetwork.ts';
export { delNetwork } from './delNetwork.ts';
export { gcNetwork } from './gcNetwork.ts';
export { loadFile, loadNetwork } from './load.ts';
export type { Network, PluginConf } from './network.ts';
export { parseList } from './parseList.ts';
export { type PluginVersions, pluginVersions } from './pluginVersions.ts';
export { type Repair, repairNetwork } from './repairNetwork.ts';
export type { Runtime } from './runtime.ts';
export { statusNetwork } from './statusNetwork.ts';
export { validateNetwork } from './validateNetwork.ts';
