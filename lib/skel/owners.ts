import type { Owner } from '../plan/owner.ts';
import type { AttachmentRequest, NetworkRequest } from './request.ts';

/** Whose the objects are that `plugin` makes for an attachment. */
export function attachmentOwner(plugin: string, request: AttachmentRequest<unknown>): Owner {
  const { network, containerId, ifName } = request;
  return { plugin, network, containerId, ifName };
}

/** The owners that GC has to spare: one per valid attachment of the network. */
export function validOwners(plugin: string, { network, validAttachments }: NetworkRequest<unknown>): Owner[] {
  return validAttachments.map((attachment) => ({ plugin, network, ...attachment }));
}
