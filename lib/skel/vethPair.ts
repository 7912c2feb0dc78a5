import { ownerName } from '../plan/owner.ts';
import { attachmentOwner } from './owners.ts';
import type { AttachmentRequest } from './request.ts';

/**
 * The host's end of an attachment's veth pair: always the same name, so that DEL needs neither result nor namespace.
 */
export function hostVethName(plugin: string, request: AttachmentRequest<unknown>): string {
  return ownerName('veth', attachmentOwner(plugin, request));
}
