import type { Example } from './example.ts';
import { framesWithoutAddresses, twoFamiliesBehindIptables, whatTheRuntimeAskedFor } from './shows/bridge.ts';
import { addressesOnly, neighboursOfTheHost, tapOfOneUser, uplink } from './shows/links.ts';
import { loopbackIsUp } from './shows/loopback.ts';

/** Every file of conf-examples. */
export const examples: Record<string, Example> = {
  '10-bridge.conflist': { network: 'bridge', ifName: 'eth0', shows: twoFamiliesBehindIptables },
  '11-bridge-dual-stack.conflist': {
    network: 'bridge-dual-stack',
    ifName: 'eth0',
    capabilityArgs: { mac: '0a:58:0a:59:01:17', ips: ['10.89.1.23', 'fd00:89::1:17'] },
    shows: whatTheRuntimeAskedFor,
  },
  '12-bridge-l2.conflist': { network: 'bridge-l2', ifName: 'eth0', shows: framesWithoutAddresses },
  '20-macvlan.conflist': {
    network: 'macvlan',
    ifName: 'eth0',
    capabilityArgs: { mac: '0a:58:c0:a8:08:c8' },
    prepare: uplink,
    shows: neighboursOfTheHost,
  },
  '25-dummy.conflist': { network: 'dummy', ifName: 'svc0', inLab: true, shows: addressesOnly },
  '26-tap.conflist': { network: 'tap', ifName: 'tap0', shows: tapOfOneUser },
  '99-loopback.conf': { network: 'lo', ifName: 'lo', shows: loopbackIsUp },
};
