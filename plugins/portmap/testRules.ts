import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** The rules of a host that speak of port mappings. */
export async function rules(host: Host): Promise<string[]> {
  const lines = await snapshot(host);
  return lines.filter((line) =>
    /weft-portmap|WEFT-(H|P|I|OWN|LOC)|weft: (port|masq.* port|by|route)|conf\/cni0\/route_localnet/.test(
      line,
    ),
  );
}

/** What is left of ports and owners, the shared chains left aside. */
export async function left(host: Host): Promise<string[]> {
  return (await rules(host)).filter((line) =>
    /weft:portmap:|WEFT-(PORT|IF|OWNER|LOCAL)-|route_localnet/.test(line),
  );
}
