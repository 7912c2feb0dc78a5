import type { PluginOutput } from '../../lib/testing/callPlugin.ts';
import { type Call, PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/** One element of `portMappings`, as a runtime sends it. */
export interface Mapping {
  hostPort: number;
  containerPort: number;
  protocol: string;
  hostIP?: string;
}

export const tcp = (hostPort: number, containerPort: number, hostIP?: string): Mapping => ({
  hostPort,
  containerPort,
  protocol: 'tcp',
  ...(hostIP !== undefined && { hostIP }),
});

export const udp = (hostPort: number, containerPort: number, hostIP?: string): Mapping => ({
  ...tcp(hostPort, containerPort, hostIP),
  protocol: 'udp',
});

/** What of a call differs: mappings beside everything that a call of any plugin has. */
export interface PortCall extends Call {
  ports?: Mapping[];
}

const ranges = [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]];
const bridge = {
  type: 'bridge',
  bridge: 'cni0',
  isDefaultGateway: true,
  hairpinMode: true,
  ipMasq: true,
  ipam: { type: 'host-local', ranges },
};

/**
 * For tests: the chain bridge + portmap of the network "mynet" on a throwaway host. Containers get 10.1.2.2,
 * fd00:1::2 and so on.
 */
export class PortNetwork {
  readonly host: Host;
  /** Calls of `bridge` alone, and of `portmap` alone. */
  readonly bridge: PluginNetwork;
  readonly portmap: PluginNetwork;

  constructor(host: Host, own: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
    this.host = host;
    this.bridge = new PluginNetwork(host, { ...bridge, ...more });
    this.portmap = new PluginNetwork(host, { type: 'portmap', ...own });
  }

  /** ADD of the chain, which has to succeed; the result, which `portmap` has to pass on unchanged. */
  async add(container: Container, ports: Mapping[], call: PortCall = {}): Promise<PluginOutput> {
    const before = await this.bridge.add(container, only(call));
    const after = await this.portmap.add(container, this.call({ ...call, ports, prevResult: before }));
    expect(after).toEqual(before);
    return after;
  }

  /** DEL of the chain in reverse order. */
  async del(container: Container, call: PortCall = {}): Promise<void> {
    await this.portmap.del(container, this.call(call));
    await this.bridge.del(container, only(call));
  }

  /** What a call of `portmap` says. */
  call({ ports, conf, ...call }: PortCall): Call {
    const runtimeConfig = ports === undefined ? {} : { runtimeConfig: { portMappings: ports } };
    return { ...call, conf: { ...runtimeConfig, ...conf } };
  }
}

/** The part of a call that concerns `bridge` as well. */
function only({ ifName, prevResult }: PortCall): Call {
  return { ...(ifName !== undefined && { ifName }), ...(prevResult !== undefined && { prevResult }) };
}
