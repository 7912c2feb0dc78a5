import type { Runner } from '../../lib/kernel/runner.ts';
import { handle } from '../../lib/ops/shaping.ts';

const units: Record<string, number> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/**
 * Bits per second that our class lets through, rounded; undefined without one. tc prints classes as text, whatever
 * it is asked for.
 */
export async function observeClassRate(runner: Runner, link: string): Promise<number | undefined> {
  const { stdout } = await runner.run({ file: 'tc', args: ['class', 'show', 'dev', link] });
  const [, number, unit = ''] =
    new RegExp(`^class htb ${handle}1 .*? rate ([\\d.]+)([KMGT]?)bit `, 'm').exec(stdout) ?? [];
  return number === undefined ? undefined : Number(number) * (units[unit] ?? 1);
}
