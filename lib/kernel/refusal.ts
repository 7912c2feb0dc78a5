import type { Refusal } from '../plan/step.ts';

/**
 * The words of iproute2, nft and iptables, and of the kernel's extended acknowledgements, for two answers that a plan may
 * declare fine. The tools run with LC_ALL=C; nft never translates.
 */
const phrases: Record<Refusal, RegExp> = {
  exists: /File exists|already assigned|already exists/i,
  absent:
    /Cannot find (device|specified)|Invalid handle|Parent Qdisc doesn't exist|Filter with specified|does not exist|No such (device|process|file)|Cannot assign requested address|[Aa]ddress not found|No chain\/target\/match|does a matching rule exist/,
};

/** True if the tool's words mean that the object is there already ("exists") or not there ("absent"). */
export function means(refusal: Refusal, said: string): boolean {
  return phrases[refusal].test(said);
}
