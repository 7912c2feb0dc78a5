import { cidrFamily, ipFamily } from '../../../lib/spec/addressText.ts';
import { type JsonObject, objects, shown } from './jsonParts.ts';
import type { Finding } from './resultFindings.ts';

/** What only shows when one part is held against another. */
export function agreementFindings(output: JsonObject): Finding[] {
  const interfaces = objects(output.interfaces);
  const addresses = objects(output.ips);
  const names = interfaces.map(({ name, sandbox }) => `${shown(name)} in ${shown(sandbox ?? '')}`);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  return [
    ...twice.map((name) => ({ requirement: 'RES-06', text: `interfaces: ${name} is listed twice` })),
    ...addresses.flatMap((entry, i) => addressFindings(entry, `ips[${i}]`, interfaces.length)),
    ...objects(output.routes).flatMap((entry, i) => routeFindings(entry, `routes[${i}]`)),
  ];
}

function addressFindings(
  { address, gateway, version, interface: index }: JsonObject,
  path: string,
  count: number,
): Finding[] {
  const family = cidrFamily(String(address));
  const found: Finding[] = [];
  if (family && ipFamily(String(gateway)) === (family === 4 ? 6 : 4))
    found.push({
      requirement: 'RES-06',
      text: `${path}.gateway ${shown(gateway)}: not of the family of ${shown(address)}`,
    });
  if (family && ['4', '6'].includes(String(version)) && String(version) !== String(family))
    found.push({
      requirement: 'RESV-02',
      text: `${path}.version ${shown(version)}: not the family of ${shown(address)}`,
    });
  if (typeof index === 'number' && index >= count)
    found.push({ requirement: 'RES-06', text: `${path}.interface ${index}: there are ${count} interfaces` });
  return found;
}

/** A gateway of the other family is possible in the kernel, so it is only told. */
function routeFindings({ dst, gw }: JsonObject, path: string): Finding[] {
  const families = [cidrFamily(String(dst)), ipFamily(String(gw))];
  if (families.includes(undefined) || families[0] === families[1]) return [];
  return [
    {
      requirement: 'RES-06',
      level: 'may',
      text: `${path}.gw ${shown(gw)}: not of the family of ${shown(dst)}`,
    },
  ];
}
