import type { Plugin } from '../lib/skel/plugin.ts';

/**
 * Every plugin: the name of its executable, which is the `type` of a configuration, and where it is. Loaded when called
 * for, so that starting one costs nothing for the others.
 */
export const plugins: Record<string, Row> = {
  bridge: { talksToIp: true, load: async () => (await import('../plugins/bridge/main.ts')).bridge },
  loopback: { talksToIp: false, load: async () => (await import('../plugins/loopback/main.ts')).loopback },
  ptp: { talksToIp: true, load: async () => (await import('../plugins/ptp/main.ts')).ptp },
  macvlan: { talksToIp: ['ADD'], load: async () => (await import('../plugins/macvlan/main.ts')).macvlan },
  ipvlan: { talksToIp: ['ADD'], load: async () => (await import('../plugins/ipvlan/main.ts')).ipvlan },
  vlan: { talksToIp: ['ADD'], load: async () => (await import('../plugins/vlan/main.ts')).vlan },
  dummy: { talksToIp: false, load: async () => (await import('../plugins/dummy/main.ts')).dummy },
  tap: { talksToIp: false, load: async () => (await import('../plugins/tap/main.ts')).tap },
  'host-device': {
    talksToIp: ['ADD', 'DEL'],
    load: async () => (await import('../plugins/host-device/main.ts')).hostDevice,
  },
  bandwidth: {
    talksToIp: ['DEL'],
    load: async () => (await import('../plugins/bandwidth/main.ts')).bandwidth,
  },
  tuning: { talksToIp: false, load: async () => (await import('../plugins/tuning/main.ts')).tuning },
  firewall: { talksToIp: false, load: async () => (await import('../plugins/firewall/main.ts')).firewall },
  sbr: { talksToIp: false, load: async () => (await import('../plugins/sbr/main.ts')).sbr },
  vrf: { talksToIp: false, load: async () => (await import('../plugins/vrf/main.ts')).vrf },
  'host-local': {
    talksToIp: false,
    load: async () => (await import('../ipam/host-local/main.ts')).hostLocal,
  },
  static: { talksToIp: false, load: async () => (await import('../ipam/static/main.ts')).staticIpam },
  dhcp: {
    talksToIp: false,
    needsLink: true,
    async load() {
      const { bunDial } = await import('../lib/kernel/dial-bun.ts');
      return (await import('../ipam/dhcp/main.ts')).dhcpBy(bunDial);
    },
  },
  portmap: { talksToIp: false, load: async () => (await import('../plugins/portmap/main.ts')).portmap },
};

interface Row {
  /**
   * The commands for which it always talks to `ip` on the host: then that is started while the plugin is still being
   * loaded. True: ADD, DEL and CHECK.
   */
  talksToIp: boolean | string[];
  /** IPAM: true if it works through the link, which then has to be there before ADD and until after DEL. Whoever's it is. */
  needsLink?: boolean;
  load(): Promise<Plugin<unknown>>;
}

/** Executables that are no plugins. */
export const tools = ['cnitool'];
