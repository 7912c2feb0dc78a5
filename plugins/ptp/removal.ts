export { planScaffoldRemoval, stopMasquerade } from '../../lib/skel/masqueradeRemoval.ts';
export { planCollection, removeVeth } from '../../lib/skel/vethRemoval.ts';
