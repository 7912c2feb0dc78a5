/** What DEL does; what GC does besides is in `collection.ts`. */
export { stopMasquerade } from '../../lib/skel/masqueradeRemoval.ts';
export { removeVeth } from '../../lib/skel/vethRemoval.ts';
export { mayBeChecked, stopSpoofCheck } from './spoofRemoval.ts';
