import type { Outcome } from '../../lib/testing/outcome.ts';
import type { SpyCall } from '../../lib/testing/spyPlugins.ts';
import type { CommandName } from './adapter.ts';

/** One command given to the runtime, and what came of it. */
export interface RuntimeCall extends Outcome {
  command: CommandName;
  /** What plugins were called meanwhile, in order; VERSION left out, which a runtime may ask whenever it likes. */
  spied: SpyCall[];
  /** How often a plugin was asked for its versions meanwhile. */
  asked: number;
  /** A script that does everything up to and with this command by hand. */
  reproduce: string;
}

/** What a command came to, for a report: "exit status 1, stderr "…"; plugins called: first ADD". */
export function told({ exitCode, signal, timedOut, stdout, stderr, spied }: RuntimeCall): string {
  const end = timedOut ? 'did not end' : signal ? `ended by ${signal}` : `exit status ${exitCode}`;
  const said = Object.entries({ stdout, stderr }).filter(([, text]) => text.trim() !== '');
  const words = said.map(([name, text]) => `${name} ${JSON.stringify(text.trim().slice(0, 300))}`);
  return `${[end, ...words].join(', ')}; plugins called: ${logOf(spied).join(', ') || 'none'}`;
}

/** Calls in short: "first ADD". */
export function logOf(spied: readonly SpyCall[]): string[] {
  return spied.map(({ type, command }) => `${type} ${command}`);
}

/** True for what a command came to, among other things that can be seen. */
export function isCall(seen: unknown): seen is RuntimeCall {
  return typeof seen === 'object' && seen !== null && 'reproduce' in seen;
}

/** Anything seen, for a report. */
export function textOf(seen: unknown): string {
  if (isCall(seen)) return told(seen);
  return typeof seen === 'string' ? seen : (JSON.stringify(seen) ?? 'nothing');
}
