import { formatIp, type Ip } from '../../lib/net/ip.ts';
import type { Range } from '../../lib/net/range.ts';

/** Addresses whose texts differ in their last part only, and the base that part is written in. */
const blocks = { 4: { size: 256, base: 10 }, 6: { size: 65_536, base: 16 } };

/**
 * The addresses of a range whose texts are not among the names, in order. What comes before the first is passed over at the price
 * of a look into the set each: making an address and its text would cost twenty times as much.
 */
export function* gaps({ first, last }: Range, names: ReadonlySet<string>): Generator<Ip> {
  const { family } = first;
  const size = BigInt(blocks[family].size);
  let start = first.value;
  while (start <= last.value) {
    const block = start - (start % size);
    const end = block + size - 1n < last.value ? block + size - 1n : last.value;
    for (const low of gapsOfBlock(
      { family, value: block },
      Number(start - block),
      Number(end - block),
      names,
    ))
      yield { family, value: block + BigInt(low) };
    start = end + 1n;
  }
}

function* gapsOfBlock(block: Ip, from: number, to: number, names: ReadonlySet<string>): Generator<number> {
  const { base } = blocks[block.family];
  const stem = stemOf(block);
  for (let low = from; low <= to; low++) {
    // With 0 at its end an IPv6 address may be shortened there.
    const text =
      stem && low > 0 ? stem + low.toString(base) : formatIp({ ...block, value: block.value + BigInt(low) });
    if (!names.has(text)) yield low;
  }
}

/** What the texts of a block begin with; undefined where its last part is written as IPv4 is ("::ffff:10.1.2.3"). */
function stemOf(block: Ip): string | undefined {
  const text = formatIp({ ...block, value: block.value + 1n });
  return block.family === 4 || text.endsWith(':1') ? text.slice(0, -1) : undefined;
}
