import { cidrFamily } from './addressText.ts';
import type { Result } from './result.ts';
import { type AnyResult, type IpConfig040, type Result040, type Step, shape } from './resultShapes.ts';
import { oneList } from './stepTo030.ts';
import { tidy } from './tidy.ts';

const unchanged = { up: (result: AnyResult) => result, down: (result: AnyResult) => result };

/** 1.0.0: the family of an address is no longer said, and an empty `dns` is left out. */
const familyUnsaid: Step<Result040, Result> = {
  older: '0.4.0',
  newer: '1.0.0',
  up: (result) => tidy<Result>({ ...result, ips: result.ips?.map((ip) => tidy(ip, shape.ip)) }, shape.result),
  down(result) {
    const ips = result.ips?.map((ip) =>
      tidy<IpConfig040>({ ...ip, version: versionOf(ip.address) }, shape.ip040),
    );
    return { ...tidy<Result040>({ ...result, ips }, shape.result), dns: result.dns ?? {} };
  },
};

/** 1.1.0: more about interfaces and routes. */
const moreAttributes: Step<Result, Result> = {
  older: '1.0.0',
  newer: '1.1.0',
  up: (result) => result,
  down(result) {
    const interfaces = result.interfaces?.map((link) => tidy(link, shape.interface100));
    const routes = result.routes?.map((route) => tidy(route, shape.route100));
    return tidy<Result>({ ...result, interfaces, routes }, shape.result);
  },
};

/** Every step there is, oldest first: step n leads from version n to version n + 1. */
export const steps: readonly Step[] = [
  { older: '0.1.0', newer: '0.2.0', ...unchanged },
  oneList,
  { older: '0.3.0', newer: '0.3.1', ...unchanged },
  { older: '0.3.1', newer: '0.4.0', ...unchanged },
  familyUnsaid,
  moreAttributes,
];

function versionOf(cidr: string): '4' | '6' {
  return cidrFamily(cidr) === 6 ? '6' : '4';
}
