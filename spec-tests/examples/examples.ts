import type { Example } from './example.ts';
import {
  framesWithoutAddresses,
  gatewayInTheVlan,
  twoFamiliesBehindIptables,
  whatTheRuntimeAskedFor,
} from './shows/bridge.ts';
import { slowToTheOutside, tunedInterface } from './shows/chained.ts';
import { deviceInTheContainer, secondDevice } from './shows/device.ts';
import { dhcpOnTheUplink, leasedAddresses } from './shows/dhcp.ts';
import { closedHost, openForItsContainers } from './shows/firewall.ts';
import { namedAddresses } from './shows/ipam.ts';
import { addressesOnly, neighboursOfTheHost, tapOfOneUser, uplink } from './shows/links.ts';
import { loopbackIsUp } from './shows/loopback.ts';
import { portsOfTheHost } from './shows/portmap.ts';
import { everythingThroughTheHost, somebodyOutside } from './shows/ptp.ts';
import { answersByItsInterface, memberOfItsVrf } from './shows/routing.ts';
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
  '31-bridge-portmap-firewall.conflist': {
    network: 'bridge-firewall',
    ifName: 'eth0',
    capabilityArgs: { portMappings: [{ hostPort: 8080, containerPort: 80, protocol: 'tcp' }] },
    prepare: closedHost,
    shows: openForItsContainers,
  },
  '32-bridge-portmap.conflist': {
    network: 'bridge-portmap',
    ifName: 'eth0',
    capabilityArgs: {
      portMappings: [
        { hostPort: 8080, containerPort: 80, protocol: 'tcp' },
        { hostPort: 8053, containerPort: 53, protocol: 'udp' },
      ],
    },
    shows: portsOfTheHost,
  },
  '33-bridge-bandwidth.conflist': {
    network: 'bridge-bandwidth',
    ifName: 'eth0',
    capabilityArgs: {
      bandwidth: { ingressRate: 1e7, ingressBurst: 1e6, egressRate: 5e6, egressBurst: 1e6 },
    },
    shows: slowToTheOutside,
  },
  '34-bridge-tuning.conflist': {
    network: 'bridge-tuning',
    ifName: 'eth0',
    capabilityArgs: { mac: '0a:58:0a:61:00:17' },
    shows: tunedInterface,
  },
  '30-dhcp.conflist': { network: 'dhcp', ifName: 'eth0', prepare: dhcpOnTheUplink, shows: leasedAddresses },
  '35-bridge-sbr.conflist': { network: 'bridge-sbr', ifName: 'net1', shows: answersByItsInterface },
  '36-bridge-vrf.conflist': { network: 'bridge-vrf', ifName: 'eth0', inLab: true, shows: memberOfItsVrf },
  '99-loopback.conf': { network: 'lo', ifName: 'lo', shows: loopbackIsUp },
};
