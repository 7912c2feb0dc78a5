import type { Host } from '../../lib/testing/throwawayHost.ts';
import { ownOf, type Side } from './sides.ts';

/** Reservations as the reference writes them, and the address given last. The first call of ours that does not count takes them over. */
const script = `
mkdir -p "$1" && cd "$1"
for ((n = 2; n < $3 + 2; n++)); do printf 'other-%d\\r\\neth0' $n >"$2.$((n >> 8)).$((n & 255))"; done
n=$(($3 + 1)) && printf %s "$2.$((n >> 8)).$((n & 255))" >last_reserved_ip.0
`;

/** Reserves the first addresses of a side's subnet for others. Takes seconds for tens of thousands, and a page of memory each. */
export async function fillPool(host: Host, side: Side, reserved: number): Promise<void> {
  if (reserved === 0) return;
  const { network, subnet } = ownOf(side);
  const begin = subnet.replace('.0.0/16', '');
  const argv = ['bash', '-ec', script, 'fill', `/var/lib/cni/networks/${network}`, begin, `${reserved}`];
  await host.ok(argv, { timeout: 120_000 });
}
