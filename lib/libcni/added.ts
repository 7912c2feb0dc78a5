import { parseResult, renderResult } from '../spec/convert.ts';
import { matchKnownKeys } from '../spec/keys.ts';
import type { Result } from '../spec/result.ts';

/** The result of an attachment. */
export interface Added {
  /**
   * In the network's version. As the last plugin printed it if it printed that version, so keys that the specification
   * does not know are kept; converted if not.
   */
  json: Record<string, unknown>;
  /** In the newest shape. */
  result: Result;
}

/**
 * A result as printed or remembered, brought to the network's version. Throws CniError: 6 with key and value, 1 for a
 * version that is not supported, 7 for a result without address before 0.3.0.
 */
export function parseAdded(printed: Record<string, unknown>, version: string): Added {
  const result = parseResult(printed, version);
  const json = matchKnownKeys(printed, ['cniVersion']);
  if ((json.cniVersion || version) === version) return { json: { ...json, cniVersion: version }, result };
  return { json: { ...renderResult(result, version) }, result };
}
