import { givenFlags, type WholeAddress } from '../ops/wholeAddress.ts';
import { flagIn, numberIn, type Printed, present, textIn } from './members.ts';

/** An address as it is now, with all that making it anew would take. */
export interface AddressFacts extends WholeAddress {
  family: 4 | 6;
  scope: string;
  /** Not usable: duplicate address detection is under way, or has failed. */
  tentative: boolean;
  /** Duplicate address detection has found that somebody else has it. */
  duplicate: boolean;
  /** Present for an address that a router has announced, or that somebody leases: it comes and goes by itself. */
  dynamic?: true;
  /** Present for one that the kernel made by itself, of a secret (RFC 7217). */
  stablePrivacy?: true;
}

/** An entry of "addr_info" as an address; none for the empty object that `ip` prints for one it has filtered out. */
export function addressFacts(json: Printed): AddressFacts[] {
  const [local, length] = [textIn(json, 'local'), numberIn(json, 'prefixlen')];
  if (local === undefined || length === undefined) return [];
  const duplicate = flagIn(json, 'dadfailed');
  const flags = givenFlags.filter((flag) => flagIn(json, flag));
  return [
    {
      cidr: `${local}/${length}`,
      family: json.family === 'inet6' ? 6 : 4,
      scope: textIn(json, 'scope') ?? '',
      tentative: flagIn(json, 'tentative') || duplicate,
      duplicate,
      ...present({
        broadcast: textIn(json, 'broadcast'),
        dynamic: flagIn(json, 'dynamic') ? (true as const) : undefined,
        stablePrivacy: flagIn(json, 'stable-privacy') ? (true as const) : undefined,
        peer: textIn(json, 'address'),
        label: textIn(json, 'label'),
        metric: numberIn(json, 'metric'),
        flags: flags.length > 0 ? flags : undefined,
        valid: secondsIn(json, 'valid_life_time'),
        // Of IPv4 the kernel tells "forever" even where the flag says that it is over.
        preferred: flagIn(json, 'deprecated') ? 0 : secondsIn(json, 'preferred_life_time'),
      }),
    },
  ];
}

/** Absent where it has no end: all bits of 32 are set then (RFC 4861, 4.6.2). */
function secondsIn(json: Printed, key: string): number | undefined {
  const seconds = numberIn(json, key);
  return seconds === 0xffffffff ? undefined : seconds;
}
