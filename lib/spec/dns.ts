import { ipFamily } from './addressText.ts';
import type { Fields } from './fields.ts';
import type { Dns } from './result.ts';
import { tidy } from './tidy.ts';

/** In the order of the specification (section 1, "dns"). The same object stands in configurations and in results. */
export const dnsKeys = ['nameservers', 'domain', 'search', 'options'] as const;

/** Judges a `dns` object; undefined when it says nothing. All of it ends up in a resolv.conf, one entry a line. */
export function parseDns(fields: Fields | undefined): Dns | undefined {
  if (!fields) return undefined;
  const dns = tidy<Dns>(
    {
      nameservers: fields.texts('nameservers', nameserverProblem),
      domain: fields.judged('domain', lineProblem),
      search: fields.texts('search', lineProblem),
      options: fields.texts('options', lineProblem),
    },
    dnsKeys,
  );
  return Object.keys(dns).length > 0 ? dns : undefined;
}

/**
 * The `dns` of a configuration. A list that is given stands in IPAM's place even if there is nothing in it: an object
 * without members then. Undefined when it says nothing at all.
 */
export function parseConfDns(fields: Fields | undefined): Dns | undefined {
  const isGiven = dnsKeys.some((key) => Array.isArray(fields?.json[key]));
  return parseDns(fields) ?? (isGiven ? {} : undefined);
}

/** A zone is let through: "fe80::1%eth0" is what resolv.conf holds where routers announce the nameserver. */
function nameserverProblem(text: string): string | undefined {
  const isAddress = ipFamily(text) || ipFamily(text.replace(/%[\w.-]+$/, '')) === 6;
  return isAddress ? undefined : 'not an IP address';
}

function lineProblem(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\0-\x1f\x7f]/.test(text) ? 'holds a control character' : undefined;
}
