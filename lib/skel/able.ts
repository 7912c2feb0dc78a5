import { effectiveCapabilities } from '../kernel/capabilities.ts';
import { programPath } from '../kernel/programPath.ts';
import { CniError, Code } from '../spec/errors.ts';

/** Bit of CAP_NET_ADMIN and of CAP_SYS_ADMIN in a set of capabilities. */
const needed = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n };

/**
 * For STATUS: throws CniError (code 50) naming every program that is not installed and every capability this process
 * lacks, without which ADD would fail.
 */
export function refuseUnlessAble(programs: string[]): void {
  const missing = programs
    .filter((name) => programPath(name) === undefined)
    .map((name) => `program "${name}" is not installed`);
  const held = effectiveCapabilities();
  const lacking = Object.entries(needed).filter(([, bit]) => (held & (1n << bit)) === 0n);
  const findings = [...missing, ...lacking.map(([name]) => `capability ${name} is missing`)];
  if (findings.length > 0)
    throw new CniError(Code.notAvailable, `Cannot attach containers: ${findings.join('; ')}`);
}
