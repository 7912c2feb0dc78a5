import { formatCidr, parseCidr, subnetOf } from '../../../lib/net/cidr.ts';
import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { RouteFact } from './kernelFacts.ts';

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
  const same = facts.filter((fact) => destinationOf(fact) === canonical(route.dst));
  if (same.length === 0) return [`route to ${route.dst}: not in the container`];
  const through = same.filter((fact) => route.gw === undefined || gatewaysOf(fact).includes(route.gw));
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
  return [gateway, via?.host, ...nexthops.map((hop) => hop.gateway)].filter((one) => one !== undefined);
}

function destinationOf({ dst, family }: RouteFact): string {
  if (dst === 'default') return family === 4 ? '0.0.0.0/0' : '::/0';
  return dst.includes('/') ? dst : `${dst}/${family === 4 ? 32 : 128}`;
}

function canonical(dst: string): string {
  const cidr = parseCidr(dst);
  return cidr ? formatCidr(subnetOf(cidr)) : dst;
}

function numberOf(text: string | undefined, names: Record<string, number>, otherwise: number): number {
  return text === undefined ? otherwise : (names[text] ?? Number(text));
}
