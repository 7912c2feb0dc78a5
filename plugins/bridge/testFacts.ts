import type { LinkFacts } from '../../lib/kernel/observe.ts';
import type { BridgeFacts } from './facts.ts';

/** For tests: a link as `observe` would tell it, up and plain but for what is given. Addresses are global. */
export function linkFactsOf({
  addresses = [],
  ...own
}: { name: string } & Partial<Omit<LinkFacts, 'addresses'>> & {
    addresses?: (string | LinkFacts['addresses'][number])[];
  }): LinkFacts {
  return {
    index: 7,
    kind: '',
    mac: '02:00:00:00:00:77',
    mtu: 1500,
    up: true,
    operState: 'UP',
    promisc: false,
    alias: '',
    data: {},
    ...own,
    addresses: addresses.map((address) =>
      typeof address === 'string'
        ? {
            cidr: address,
            family: address.includes(':') ? 6 : 4,
            scope: 'global',
            tentative: false,
            duplicate: false,
          }
        : address,
    ),
  };
}

/** For tests: a host on which nothing has been done yet but for what is given. */
export function bridgeFacts(own: Partial<BridgeFacts> = {}): BridgeFacts {
  return {
    bridge: undefined,
    hostVeth: undefined,
    forwards: { 4: false, 6: false },
    backend: 'iptables',
    macs: { bridge: '02:00:00:00:00:01', hostVeth: '02:00:00:00:00:02', contVeth: '02:00:00:00:00:03' },
    ...own,
  };
}
