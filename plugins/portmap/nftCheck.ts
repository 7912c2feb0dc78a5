import { flushedChains, type PortmapState } from '../../lib/kernel/portmapState.ts';
import { type PortForward, type Portmap, portName } from '../../lib/ops/portmap.ts';
import { elementsOf, type PortElement } from '../../lib/ops/portmapElements.ts';
import { portmapTable } from '../../lib/ops/portmapNftWords.ts';
import { forwardsIn, ownPorts } from './nftState.ts';

/** Everything with nftables that differs from what ADD made, one line each. */
export function nftFindings(portmap: Portmap, state: PortmapState): string[] {
  const own = ownPorts(state, portmap.label).elements;
  const missing = (wanted: PortElement[]) =>
    wanted.filter((element) => !own.some((found) => isSame(found, element)));
  const lost = portmap.forwards.flatMap((forward) => {
    const wanted = elementsOf({ ...portmap, forwards: [forward] }).filter(({ set }) => set !== 'owners');
    const gone = missing(wanted).map(({ set }) => set);
    if (gone.some((set) => /^(ports|addresses|open)/.test(set)))
      return [`${describe(forward)} is not forwarded`];
    return gone.length > 0 ? [`${describe(forward)} is not masqueraded`] : [];
  });
  const owners = missing(elementsOf(portmap).filter(({ set }) => set === 'owners'));
  const more = forwardsIn(own).filter(
    (found) => !portmap.forwards.some((forward) => describe(forward) === describe(found)),
  );
  const flushed = flushedChains(state).map(
    (name) => `chain "${name}" of table ${portmapTable} is not as it was made`,
  );
  return [
    ...lost,
    ...more.map((forward) => `${describe(forward)} is forwarded as well`),
    ...(lost.length === 0 && more.length === 0
      ? owners.map(() => 'what is forwarded differs from the configuration')
      : []),
    ...(state.chains.size === 0 ? [`table ${portmapTable} is gone`] : flushed),
  ];
}

/** "tcp 8080 to 10.1.2.3:80". */
export function describe(forward: PortForward): string {
  const { ip, containerPort } = forward;
  return `${portName(forward)} to ${ip.includes(':') ? `[${ip}]` : ip}:${containerPort}`;
}

function isSame(a: PortElement, b: PortElement): boolean {
  return a.set === b.set && a.key === b.key && a.value === b.value;
}
