/**
 * Foreign combinations: interface plugins of one house with IPAM plugins of the other, in the versions that both know and whose results
 * have lists. A ground is a host that has no other executables. With dhcp: ../dhcp/links.kernel.test.ts.
 */
import {
  callPlugin,
  type PluginOutcome,
  pluginsUnderTest,
  referencePlugins,
} from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { eventually } from '../../lib/testing/eventually.ts';
import { addressesOf } from '../../lib/testing/links.ts';
import { needs } from '../../lib/testing/needs.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { reaches } from '../../lib/testing/traffic.ts';

const folders = { our: pluginsUnderTest, "the reference's": referencePlugins };
type House = keyof typeof folders;
const types = ['host-local', 'static'];
const versions = ['0.3.1', '0.4.0', '1.0.0'];

beforeAll(() => needs('ip', 'ping', ...types.map((type) => `${referencePlugins}/${type}`)));

/** What attachments share, or leave to those that come. */
const shared =
  /^[-+] host (link cni\d |(address|route) \S+ dev cni\d |sysctl net\/ipv[46]\/(ip_forward|conf\/(all|default)\/forwarding|conf\/cni\d\/))|^[-+] host file (\S+ folder|\S+\/(lock|last_reserved_ip\.\d)) /;

/** A network of two containers. */
interface Pair {
  /** What is under test, and the name of the network. */
  name: string;
  host: Host;
  /** Tells its subnets from those of the others. */
  number: number;
  /** The interface plugin's configuration. */
  own: { type: string };
  /** Type of the IPAM plugin. */
  ipam: string;
  version: string;
  containers: [Container, Container];
  /** What ADD told of whom. */
  told: Map<Container, PluginOutcome['json']>;
}

/** The n-th addresses of the subnets of a network. */
const cidrs = (number: number, n: number) => [`10.9.${number}.${n}/24`, `fd09:${number}::${n}/64`];

/** host-local begins with the address after the gateway, and static gives the same. */
function ipamConf({ ipam, number, containers }: Pair, container: Container): object {
  const routes = [{ dst: '0.0.0.0/0' }, { dst: '::/0' }];
  const ranges = cidrs(number, 0).map((subnet) => [{ subnet }]);
  if (ipam === 'host-local') return { type: ipam, ranges, routes };
  const gateways = cidrs(number, 1).map((cidr) => cidr.split('/')[0]);
  const own = cidrs(number, 2 + containers.indexOf(container));
  return { type: ipam, addresses: own.map((address, i) => ({ address, gateway: gateways[i] })), routes };
}

function call(pair: Pair, command: string, container: Container): Promise<PluginOutcome> {
  const { host, name, number, own, version: cniVersion } = pair;
  const prevResult = command === 'ADD' ? undefined : pair.told.get(container);
  const conf = {
    cniVersion,
    name,
    bridge: `cni${number}`,
    ...own,
    ipam: ipamConf(pair, container),
    prevResult,
  };
  const attachment = { containerId: container.id, netns: container.netns, ifName: 'eth0' };
  return callPlugin({ host, type: own.type, command, cniPath: '/opt/cni/bin', conf, ...attachment });
}

/** Attaches both at once; they get the first two addresses of either subnet. */
async function add(pair: Pair): Promise<void> {
  const { containers, number, name } = pair;
  const given = await Promise.all(
    containers.map(async (container) => {
      const { json } = await succeed(pair, 'ADD', container);
      pair.told.set(container, json);
      const told = json?.ips?.map(({ address }) => address);
      expect([name, await addressesOf(container, 'eth0')]).toEqual([name, told]);
      return told;
    }),
  );
  expect([name, given.flat().sort()]).toEqual([name, [2, 3].flatMap((n) => cidrs(number, n)).sort()]);
}

async function succeed(pair: Pair, command: string, container: Container): Promise<PluginOutcome> {
  const outcome = await call(pair, command, container);
  demandSuccess(outcome);
  return outcome;
}

/** The same for both containers, one beside the other. */
const succeedBoth = (pair: Pair, command: string) =>
  Promise.all(pair.containers.map((container) => succeed(pair, command, container)));

/** Pings of both families; the reference's interfaces and bridges look for duplicates when ADD has returned. */
async function talk({ name, containers: [one, other] }: Pair): Promise<void> {
  for (const cidr of await addressesOf(other, 'eth0')) {
    const [ip = ''] = cidr.split('/');
    await eventually(`${name}: an answer from ${ip}`, () => reaches(one, ip));
  }
}

/** A host with nothing but these plugins, and a master for macvlan; a network for each IPAM plugin and version. */
async function pairsOn(host: Host, house: House, other: House, own: { type: string }): Promise<Pair[]> {
  const wanted = [[house, own.type], ...types.map((type) => [other, type])] as [House, string][];
  for (const [whose, type] of wanted)
    await host.ok(['ln', '-s', `${folders[whose]}/${type}`, `/opt/cni/bin/${type}`]);
  const lines = 'ip link add up0 type veth peer name up1; ip link set up0 up; ip link set up1 up';
  await host.ok(['sh', '-ec', lines]);
  const pairs: Pair[] = [];
  for (const ipam of types)
    for (const version of versions) {
      const containers: Pair['containers'] = [await host.container(), await host.container()];
      const [name, number] = [`${ipam}-${version}`, pairs.length + 1];
      pairs.push({ name, host, number, own, ipam, version, containers, told: new Map() });
    }
  return pairs;
}

const kinds = [{ type: 'bridge', isGateway: true }, { type: 'ptp' }, { type: 'macvlan', master: 'up0' }];
const rows = kinds.flatMap((own): [House, string, House, { type: string }][] => [
  ['our', own.type, "the reference's", own],
  ["the reference's", own.type, 'our', own],
]);

test.each(rows)(
  '%s %s attaches, checks and detaches with %s IPAM plugins, and leaves nothing',
  async (house, _, other, own) => {
    await using host = await throwawayHost();
    const pairs = await pairsOn(host, house, other, own);
    const inAll = (act: (pair: Pair) => Promise<unknown>) => Promise.all(pairs.map(act));
    const now = () => snapshot(host, ...pairs.flatMap(({ containers }) => containers));
    const check = async (pair: Pair) => pair.version === '0.3.1' || succeedBoth(pair, 'CHECK');
    const before = await now();
    await inAll(add);
    await inAll(talk);
    await inAll(check);
    const seen = () => snapshot(host, ...pairs.map(({ containers: [one] }) => one));
    const attached = await seen();
    // A second ADD fails, and costs the attachment nothing.
    await inAll(async (pair) => expect((await call(pair, 'ADD', pair.containers[0])).exitCode).toBe(1));
    expect(difference(attached, await seen())).toEqual([]);
    await inAll(check);
    for (let i = 0; i < 2; i++) await inAll((pair) => succeedBoth(pair, 'DEL'));
    expect(difference(before, await now()).filter((line) => !shared.test(line))).toEqual([]);
  },
  30_000,
);
