import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import type { Place } from '../../lib/testing/place.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, type HostOptions, throwawayHost } from '../../lib/testing/throwawayHost.ts';

/** A program that runs in the background of a host and writes to a file there. */
export interface Background {
  /** In the host. */
  pid: string;
  /** All it has said. */
  said(): string;
  /** Sends a signal and waits for its end. */
  end(signal?: string): Promise<void>;
}

/** Starts a program in a host or in a container of it. It ends with the host. */
export async function start(host: Host, where: Place, argv: string[]): Promise<Background> {
  const log = `/run/log-${++count}`;
  const { stdout } = await where.ok(['sh', '-c', `"$@" >${log} 2>&1 & echo $!`, 'sh', ...argv]);
  const pid = stdout.trim();
  return {
    pid,
    said: () => host.read(log),
    async end(signal = 'TERM') {
      await host.run(['kill', `-${signal}`, pid]);
      const isGone = async () => (await host.run(['test', '-e', `/proc/${pid}`])).exitCode !== 0;
      await eventually(`the end of ${argv[0]}`, isGone);
    },
  };
}

let count = 0;

/**
 * A throwaway host with a bridge "lan0", to which a server is connected that has 192.168.1.1 and fd00:1::1 on "eth0".
 */
export interface Lan extends AsyncDisposable {
  host: Host;
  server: Container;
}

export async function lan(options: HostOptions = {}): Promise<Lan> {
  const host = await throwawayHost(options);
  const server = await host.container('server');
  const made = [
    'ip link add lan0 type bridge',
    'ip link set lan0 up',
    'ip link add port0 type veth peer name eth0 netns server',
    'ip link set port0 master lan0 up',
  ];
  const served = [
    'echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad; echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad',
    'ip link set lo up; ip link set eth0 up',
    'ip address add 192.168.1.1/24 dev eth0; ip address add fd00:1::1/64 dev eth0 nodad',
  ];
  await host.ok(['sh', '-ec', made.join('\n')]);
  await server.ok(['sh', '-ec', served.join('\n')]);
  return { host, server, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

/** The folder of the executables under test, as the host sees it. */
const folder = pluginsUnderTest;

/** Starts the daemon under test, and waits until it listens. */
export async function startDaemon(host: Host, ...flags: string[]): Promise<Background> {
  const daemon = await start(host, host, [`${folder}/dhcp`, 'daemon', '-timeout', '500ms', ...flags]);
  await eventually('the daemon to listen', () => daemon.said().includes('listening'));
  return daemon;
}

/** "mynet": bridge on lan0 with addresses from dhcp. `ipam`: more keys of it. */
export function bridgeNetwork(host: Host, ipam: object = {}, ...folders: string[]): PluginNetwork {
  return new PluginNetwork(
    host,
    { type: 'bridge', bridge: 'lan0', ipam: { type: 'dhcp', ...ipam } },
    ...folders,
  );
}
