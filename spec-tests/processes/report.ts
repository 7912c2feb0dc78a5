import { alignedTable } from '../bench/table.ts';
import { type Call, type Counted, calls } from './count.ts';
import type { Recorded } from './record.ts';

/** Calls of the reference that stand beside ours. */
const compared: Call[] = ['ADD', 'DEL'];

/**
 * For each call of each attachment the number of programs it starts and which, as a Markdown table; for ADD and DEL the
 * number that the reference starts. Where it has no such plugin, or its call failed, there is no number.
 */
export function renderProcesses(weft: Recorded, reference: Recorded): string {
  const rows = Object.entries(weft).flatMap(([name, counted]) =>
    calls.map((call) => [name, call, ...cells(counted, reference[name], call)]),
  );
  return alignedTable(['attachment', 'call', 'weft', 'reference', 'weft starts'], rows, 'left');
}

function cells(weft: Counted, reference: Counted | undefined, call: Call): string[] {
  const started = weft[call] ?? [];
  const others = compared.includes(call) ? reference?.[call] : undefined;
  return [`${started.length}`, `${others?.length ?? ''}`, grouped(started)];
}

/** "ip host, iptables-restore host (2)". */
function grouped(started: string[]): string {
  const names = [...new Set(started)];
  return names
    .map((name) => {
      const times = started.filter((other) => other === name).length;
      return times === 1 ? name : `${name} (${times})`;
    })
    .join(', ');
}
