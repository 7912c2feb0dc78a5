import type { PortmapState } from '../../lib/kernel/portmapState.ts';
import { hash64 } from '../../lib/net/hash.ts';
import type { PortForward, PortProtocol } from '../../lib/ops/portmap.ts';
import type { FoundPorts, PortElement } from '../../lib/ops/portmapElements.ts';
import type { OwnedPort } from './conflict.ts';

/** Everything that has the owner's label, and the chains of its conditions: their names hold a hash of it. */
export function ownPorts({ elements, chains }: PortmapState, label: string): FoundPorts {
  const own = new RegExp(`^if[46]-${hash64(label)}(-|$)`);
  return {
    elements: elements.filter((element) => element.label === label),
    chains: [...chains.keys()].filter((name) => own.test(name)),
  };
}

/**
 * Marks of ports that no address has an owner for, and the chains that count them. `label`: whose addresses do not
 * count either.
 */
export function unusedMarks({ elements, chains }: PortmapState, label?: string): FoundPorts {
  const counts = [...chains.keys()].flatMap((name) => {
    const [, n, protocol, port] = /^one([46])-([a-z]+)-(\d+)$/.exec(name) ?? [];
    return n ? [{ name, set: `ports${n}`, addresses: `addresses${n}`, protocol, port }] : [];
  });
  const others = elements.filter((element) => element.label !== label);
  const unused = counts.filter(
    ({ addresses, protocol, port }) =>
      !others.some(
        ({ set, key }) => set === addresses && key.startsWith(`${protocol} `) && key.endsWith(` ${port}`),
      ),
  );
  return {
    elements: unused.map(({ set, protocol, port }) => ({ set, key: `${protocol} . ${port}` })),
    chains: unused.map(({ name }) => name),
  };
}

/** What elements forward, by where they lead. */
export function forwardsIn(elements: PortElement[]): PortForward[] {
  return elements.flatMap(({ set, key, value = '' }) => {
    if (!/^open(-one)?[46]$/.test(set)) return [];
    const words = key.split(' . ');
    const [ip = '', containerPort] = value.split(' . ');
    const hostIp = words.length === 3 ? { hostIp: words[1] ?? '' } : {};
    const protocol = words[0] as PortProtocol;
    return [
      { protocol, hostPort: Number(words.at(-1)), ip, containerPort: Number(containerPort), ...hostIp },
    ];
  });
}

/** Whose the ports are, by the elements that claim them. */
export function ownedPorts({ elements }: PortmapState): OwnedPort[] {
  return elements.flatMap(({ set, key, label }) => {
    const [, kind, n] = /^(ports|addresses)([46])$/.exec(set) ?? [];
    if (kind === undefined) return [];
    const words = key.split(' . ');
    const hostIp = kind === 'ports' ? {} : { hostIp: words[1] ?? '' };
    const protocol = words[0] as PortProtocol;
    const ip = n === '4' ? '0.0.0.0' : '::';
    const forward: PortForward = {
      protocol,
      hostPort: Number(words.at(-1)),
      ip,
      containerPort: 0,
      ...hostIp,
    };
    return [{ label, forward }];
  });
}
