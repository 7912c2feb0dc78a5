import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { addressesOf, linkOf } from '../../lib/testing/links.ts';
import type { Place } from '../../lib/testing/place.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

export const mac = '02:00:00:00:00:d0';
export const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24', rangeStart: '10.1.2.10' }]] };
export const dual = {
  type: 'host-local',
  ranges: [...v4.ranges, [{ subnet: 'fd00:1::/64', rangeStart: 'fd00:1::10' }]],
  routes: [
    { dst: '0.0.0.0/0', gw: '10.1.2.1' },
    { dst: '::/0', gw: 'fd00:1::1' },
  ],
};

/** A network of the compiled `host-device` for "ens1", without addresses unless told otherwise. */
export function deviceNetwork(
  host: Host,
  own: Record<string, unknown> = {},
  ...folders: string[]
): PluginNetwork {
  return new PluginNetwork(host, { type: 'host-device', device: 'ens1', ...own }, ...folders);
}

/**
 * Makes "ens1" on the host, up, which stands for a device of its own: one end of a veth pair, the other end of which is
 * in the container "lan" with 10.1.2.1 and fd00:1::1.
 */
export async function device(host: Host, mtu = 1500): Promise<Container> {
  const lan = await host.container('lan');
  const far = ['peer', 'name', 'lan0', 'mtu', String(mtu), 'netns', 'lan'];
  await host.ok(['ip', 'link', 'add', 'ens1', 'address', mac, 'mtu', String(mtu), 'type', 'veth', ...far]);
  const addresses = 'ip address add 10.1.2.1/24 dev lan0; ip address add fd00:1::1/64 dev lan0 nodad';
  await lan.ok(['sh', '-ec', `${addresses}; ip link set lan0 up`]);
  await host.ok(['ip', 'link', 'set', 'ens1', 'up']);
  return lan;
}

/** What the way to the container and back must not change. */
export async function stateOf(place: Place, name: string): Promise<Record<string, unknown>> {
  const { address, mtu, ifalias, flags } = await linkOf(place, name);
  const addresses = await addressesOf(place, name);
  return { address, mtu, ifalias, up: flags?.includes('UP'), promisc: flags?.includes('PROMISC'), addresses };
}

/** Files of a tree as /sys is one: path → content, or "-> target" for a symbolic link, or "/" for a folder. */
export class FakeSysfs implements Disposable {
  readonly root = mkdtempSync(`${tmpdir()}/sys-`);

  constructor(entries: Record<string, string>) {
    for (const [path, content] of Object.entries(entries)) this.#make(`${this.root}/${path}`, content);
  }

  /** Puts it in the place of the /sys of a throwaway host, where it goes with the host. */
  async over(host: Host): Promise<void> {
    await host.ok(['mount', '--bind', this.root, '/sys']);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #make(path: string, content: string): void {
    mkdirSync(content === '/' ? path : dirname(path), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), path);
    else if (content !== '/') writeFileSync(path, content);
  }
}

/** A PCI function with a driver, and the names of its interfaces. */
export function pciFunction(
  address: string,
  driver: string,
  ...interfaces: string[]
): Record<string, string> {
  const folder = `bus/pci/devices/${address}`;
  return {
    [folder]: '/',
    [`${folder}/driver`]: `-> ../../drivers/${driver}`,
    ...Object.fromEntries(interfaces.map((name) => [`${folder}/net/${name}`, '/'])),
  };
}
