import { CniError, Code } from '../spec/errors.ts';

/**
 * CNI_ARGS as key and value (specification, section 2, "Extra arguments"): pairs KEY=VALUE separated by semicolons.
 * Later pairs win; empty pairs count for nothing. Throws CniError (code 4) for a piece that is no pair.
 */
export function parseArgs(text: string | undefined): Map<string, string> {
  const args = new Map<string, string>();
  for (const pair of (text ?? '').split(';')) {
    if (pair === '') continue;
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw new CniError(
        Code.invalidEnvironment,
        `Cannot read CNI_ARGS: ${JSON.stringify(pair)} is not KEY=VALUE`,
      );
    args.set(key, value);
  }
  return args;
}

/**
 * Refuses arguments that the plugin does not know, unless the caller says IgnoreUnknown=1 (or true), as every plugin in
 * the field does. Throws CniError (code 4) naming CNI_ARGS and the pairs.
 */
export function refuseUnknownArgs(args: ReadonlyMap<string, string>, known: readonly string[]): void {
  const choice = args.get('IgnoreUnknown')?.toLowerCase();
  if (choice === '1' || choice === 'true') return;
  const unknown = [...args].filter(([key]) => key !== 'IgnoreUnknown' && !known.includes(key));
  if (unknown.length === 0) return;
  const pairs = unknown.map(([key, value]) => `${key}=${value}`).join(';');
  const wanted = `known are ${known.join(', ')}; IgnoreUnknown=1 lets others pass`;
  throw new CniError(
    Code.invalidEnvironment,
    `Cannot use CNI_ARGS ${JSON.stringify(pairs)}: unknown, ${wanted}`,
  );
}
