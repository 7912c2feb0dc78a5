import type { Example } from './example.ts';
import {
  framesWithoutAddresses,
  gatewayInTheVlan,
  twoFamiliesBehindIptables,
  whatTheRuntimeAskedFor,
} from './shows/bridge.ts';
import { deviceInTheContainer, secondDevice } from './shows/device.ts';
import { namedAddresses } from './shows/ipam.ts';
import { addressesOnly, neighboursOfTheHost, tapOfOneUser, uplink } from './shows/links.ts';
import { loopbackIsUp } from './shows/loopback.ts';
import { everythingThroughTheHost, somebodyOutside } from './shows/ptp.ts';
import { oneMacForAll, routerOfTheVlan, taggedUplink } from './shows/sharedUplink.ts';

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
  '13-bridge-vlan.conflist': {
    network: 'bridge-vlan',
    ifName: 'eth0',
    inLab: true,
    shows: gatewayInTheVlan,
  },
  '14-bridge-static.conflist': {
    network: 'bridge-static',
    ifName: 'eth0',
    capabilityArgs: { ips: ['10.94.0.11/24', 'fd00:94::11/64'] },
    shows: namedAddresses,
  },
  '15-ptp.conflist': {
    network: 'ptp',
    ifName: 'eth0',
    prepare: somebodyOutside,
    shows: everythingThroughTheHost,
  },
  '20-macvlan.conflist': {
    network: 'macvlan',
    ifName: 'eth0',
    capabilityArgs: { mac: '0a:58:c0:a8:08:c8' },
    prepare: uplink,
    shows: neighboursOfTheHost,
  },
  '21-ipvlan.conflist': {
    network: 'ipvlan',
    ifName: 'eth0',
    inLab: true,
    prepare: uplink,
    shows: oneMacForAll,
  },
  '22-vlan.conflist': {
    network: 'vlan',
    ifName: 'eth0',
    inLab: true,
    alone: true,
    prepare: taggedUplink,
    shows: routerOfTheVlan,
  },
  '23-host-device.conflist': {
    network: 'host-device',
    ifName: 'eth0',
    alone: true,
    prepare: secondDevice,
    shows: deviceInTheContainer,
  },
  '25-dummy.conflist': { network: 'dummy', ifName: 'svc0', inLab: true, shows: addressesOnly },
  '26-tap.conflist': { network: 'tap', ifName: 'tap0', shows: tapOfOneUser },
  '99-loopback.conf': { network: 'lo', ifName: 'lo', shows: loopbackIsUp },
};
