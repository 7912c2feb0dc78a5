import { cidrFamily, ipFamily } from './addressText.ts';
import type { Fields } from './fields.ts';
import { interfaceNameProblem } from './name.ts';
import type { Interface, IpConfig, Route } from './result.ts';
import { shape } from './resultShapes.ts';
import { tidy } from './tidy.ts';

/** An interface of any version. Members not known to the version read as absent. An mtu of 0 says nothing, here and in routes. */
export function parseInterface(fields: Fields): Interface {
  return tidy<Interface>(
    {
      name: required(fields, 'name', interfaceNameProblem),
      mac: fields.text('mac'),
      mtu: fields.integer('mtu') || undefined,
      sandbox: fields.text('sandbox'),
      socketPath: fields.text('socketPath'),
      pciID: fields.text('pciID'),
    },
    shape.interface110,
  );
}

/** An address of 1.0.0 or newer. Some plugins write the index -1 for "none". */
export function parseIp(fields: Fields): IpConfig {
  return tidy<IpConfig>(
    {
      address: required(fields, 'address', cidrProblem),
      gateway: fields.judged('gateway', ipProblem),
      interface: fields.integer('interface', -1),
    },
    shape.ip,
  );
}

/** A route of any version, in a result or in the configuration of an IPAM plugin: `shape` names the members to read. */
export function parseRoute(fields: Fields): Route {
  return tidy<Route>(
    {
      dst: required(fields, 'dst', cidrProblem),
      gw: fields.judged('gw', ipProblem),
      mtu: fields.integer('mtu') || undefined,
      advmss: fields.integer('advmss') || undefined,
      priority: fields.integer('priority') || undefined,
      table: fields.integer('table'),
      scope: fields.integer('scope'),
    },
    shape.route110,
  );
}

/** A member that must be there and satisfy a rule. */
export function required(fields: Fields, key: string, problem: (text: string) => string | undefined): string {
  const text = fields.judged(key, problem);
  if (text === undefined) throw fields.refusal(key, 'is missing');
  return text;
}

function cidrProblem(text: string): string | undefined {
  return cidrFamily(text) ? undefined : 'not an address with prefix length';
}

/** The rule for a bare address that may be left out: an empty one counts as absent. */
export function ipProblem(text: string): string | undefined {
  return text === '' || ipFamily(text) ? undefined : 'not an IP address';
}
