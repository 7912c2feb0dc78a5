import { collides, type PortForward, portName } from '../../lib/ops/portmap.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';

/** A port that somebody has: a forward, and the label of its owner. */
export interface OwnedPort {
  forward: PortForward;
  label: string;
}

/**
 * Throws CniError (code 106) where another attachment has one of the ports, and names it. Taking it over would cut
 * that one off; it is for the runtime, by DEL or GC, to say that it is gone.
 */
export function refuseTaken(wanted: PortForward[], label: string, owned: OwnedPort[]): void {
  const others = owned.filter((port) => port.label !== label);
  const taken = wanted.flatMap((forward) => {
    const found = others.find((port) => collides(port.forward, forward));
    return found ? [`${portName(forward)}: ${describe(found.label)} has ${portName(found.forward)}`] : [];
  });
  const [first] = taken;
  if (first === undefined) return;
  throw new CniError(Code.portTaken, `Cannot forward port ${first}`, taken.join('\n'));
}

/** "weft:portmap:mynet:2e34dcf34:eth0" in words. */
function describe(label: string): string {
  const [, , network = '', container = '', ifName = ''] = label.split(':');
  return `"${ifName}" of container ${quote(container)} in network ${quote(network)}`;
}
