import { hash64 } from '../../lib/net/hash.ts';
import { attachmentKey, type Named } from './protocol.ts';

/**
 * Where plugin and daemon keep what must outlast either: beside the socket, which both know. "/run/cni/dhcp" for
 * "/run/cni/dhcp.sock".
 */
export function stateFolder(socketPath: string): string {
  return socketPath.endsWith('.sock') ? socketPath.slice(0, -'.sock'.length) : `${socketPath}.d`;
}

/** The file of an attachment's leases. Two may share a hash: the content says whose it is. */
export function leaseFile(folder: string, named: Named): string {
  return `${folder}/${hash64(attachmentKey(named))}.json`;
}

/** What DEL leaves for a daemon that is not there: the attachment to be given up. */
export function orderFile(folder: string, named: Named): string {
  return `${folder}/${hash64(attachmentKey(named))}.release`;
}
