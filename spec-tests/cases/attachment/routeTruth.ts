import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { RouteFact } from './kernelFacts.ts';
import { canonicalIp, canonicalSubnet } from './spelling.ts';

type Route = NonNullable<PluginOutput['routes']>[number];

/** How the kernel says an attribute of a route that a result may have. */
const attributes: Record<string, (fact: RouteFact) => unknown> = {
  mtu: ({ metrics }) => metrics?.[0]?.mtu,
  advmss: ({ metrics }) => metrics?.[0]?.advmss,
  priority: ({ metric }) => metric ?? 0,
  table: ({ table }) => numberOf(table, { main: 254, local: 255, default: 253 }, 254),
  scope: ({ scope }) => numberOf(scope, { global: 0, site: 200, link: 253, host: 254 }, 0),
};

/** What a result says of one route that no route in the kernel has; empty if one is as it says. */
export function routeUntruths(route: Route, facts: RouteFact[]): string[] {
  const same = facts.filter((fact) => destinationOf(fact) === canonicalSubnet(route.dst));
  if (same.length === 0) return [`route to ${route.dst}: not in the container`];
  const isThrough = (fact: RouteFact) => gatewaysOf(fact).includes(canonicalIp(route.gw));
  const through = same.filter((fact) => route.gw === undefined || isThrough(fact));
  if (through.length === 0)
    return [
      `route to ${route.dst}: through ${route.gw} in the result, ${same.flatMap(gatewaysOf).join(', ') || 'no gateway'} in the kernel`,
    ];
  const wrong = through.map((fact) => attributeUntruths(route, fact));
  return wrong.find((one) => one.length === 0) ?? wrong[0] ?? [];
}

function attributeUntruths(route: Route, fact: RouteFact): string[] {
  const given = Object.entries(attributes).filter(
    ([key]) => route[key] !== undefined && appliesTo(key, fact),
  );
  return given
    .filter(([key, kernel]) => kernel(fact) !== route[key])
    .map(
      ([key, kernel]) =>
        `route to ${route.dst}: ${key} ${route[key]} in the result, ${kernel(fact) ?? 'none'} in the kernel`,
    );
}

/** IPv6 routes have no scope, and no priority of 0: the kernel makes it 1024. */
function appliesTo(key: string, { family, metric }: RouteFact): boolean {
  return family === 4 || (key !== 'scope' && !(key === 'priority' && metric === 1024));
}

function gatewaysOf({ gateway, via, nexthops = [] }: RouteFact): string[] {
  const all = [gateway, via?.host, ...nexthops.map((hop) => hop.gateway)];
  return all.filter((one) => one !== undefined).map(canonicalIp);
}

function destinationOf({ dst, family }: RouteFact): string {
  if (dst === 'default') return family === 4 ? '0.0.0.0/0' : '::/0';
  return canonicalSubnet(dst.includes('/') ? dst : `${dst}/${family === 4 ? 32 : 128}`);
}

function numberOf(text: string | undefined, names: Record<string, number>, otherwise: number): number {
  return text === undefined ? otherwise : (names[text] ?? Number(text));
}
