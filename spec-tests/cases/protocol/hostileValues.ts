import type { PluginConf } from '../../conformance/profile.ts';

/** A value of every JSON type, and numbers that are none of any size. */
export const anyType: readonly unknown[] = [null, -1e300, 'x', [null], { '': {} }];

/** Text that means something to shells, to batches of ip, to nft, to printf and to paths. */
export const metacharacters: readonly string[] = [
  '',
  '$(touch /run/pwned)`touch /run/pwned`',
  '; touch /run/pwned #',
  'a\nlink delete sentinel0',
  'a"; } ; flush ruleset; #',
  '../../../run/reached',
  '-all',
  '%s%n%d',
  'a\0b\u202e\ud800',
  'x'.repeat(1024 * 1024),
];

/** Keys that the specification knows, of which plugins look at some. */
export const protocolKeys = [
  'cniVersion',
  'name',
  'type',
  'ipam',
  'dns',
  'args',
  'runtimeConfig',
  'prevResult',
  'capabilities',
];

/** Top-level keys to replace, so that one thing somewhere in `conf` is `value`: every key of its objects, one level down too. */
export function replacements(conf: PluginConf, value: unknown): PluginConf[] {
  return Object.entries(conf).flatMap(([key, inner]) => [
    { [key]: value },
    ...(isObject(inner) ? Object.keys(inner).map((one) => ({ [key]: { ...inner, [one]: value } })) : []),
  ]);
}

/** The same for texts alone, wherever they are: what a hostile text can take the place of. */
export function textReplacements(conf: PluginConf, text: string): PluginConf[] {
  return Object.entries(conf).flatMap(([key, inner]) =>
    replaced(inner, text).map((value) => ({ [key]: value })),
  );
}

/** Every way to put `text` in the place of one text within `value`. */
function replaced(value: unknown, text: string): unknown[] {
  if (typeof value === 'string') return [text];
  if (Array.isArray(value))
    return value.flatMap((one, i) => replaced(one, text).map((other) => value.with(i, other)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    replaced(one, text).map((other) => ({ ...value, [key]: other })),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
