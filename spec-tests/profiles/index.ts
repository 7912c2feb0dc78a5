import bandwidth from './bandwidth.json' with { type: 'json' };
import bridge from './bridge.json' with { type: 'json' };
import dhcp from './dhcp.json' with { type: 'json' };
import dummy from './dummy.json' with { type: 'json' };
import firewall from './firewall.json' with { type: 'json' };
import hostDevice from './host-device.json' with { type: 'json' };
import hostLocal from './host-local.json' with { type: 'json' };
import ipvlan from './ipvlan.json' with { type: 'json' };
import loopback from './loopback.json' with { type: 'json' };
import macvlan from './macvlan.json' with { type: 'json' };
import portmap from './portmap.json' with { type: 'json' };
import ptp from './ptp.json' with { type: 'json' };
import sbr from './sbr.json' with { type: 'json' };
import staticIpam from './static.json' with { type: 'json' };
import tap from './tap.json' with { type: 'json' };
import tuning from './tuning.json' with { type: 'json' };
import vlan from './vlan.json' with { type: 'json' };
import vrf from './vrf.json' with { type: 'json' };

/** The profiles that come with the harness, by type, as their files have them: parts of the program, also of a compiled one. */
export const profiles: Readonly<Record<string, unknown>> = {
  bandwidth,
  bridge,
  dhcp,
  dummy,
  firewall,
  'host-device': hostDevice,
  'host-local': hostLocal,
  ipvlan,
  loopback,
  macvlan,
  portmap,
  ptp,
  sbr,
  static: staticIpam,
  tap,
  tuning,
  vlan,
  vrf,
};
