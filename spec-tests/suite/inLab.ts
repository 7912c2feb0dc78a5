import { inLab } from '../lab/boot.ts';

/** Plugins to be judged in one lab. */
export interface LabShare {
  /** Root of the checkout, whose bin/ is judged. */
  root: string;
  types: string[];
  /** Number of the processor the lab keeps to. */
  cpu: number;
  /** Takes what it says while it runs, and the report. */
  say(text: string): void;
}

/** How many times as long as on a machine all may take: starting a program costs some 30 times as much in the lab. */
const patience = 30;
/** Milliseconds for one plugin. Without other load it takes a quarter of that. */
const bound = 60 * 60_000;

/** Judges plugins in the lab and hands over the report. Returns the harness's exit status, 2 where there is none. */
export function judgeInLab({ root, types, cpu, say }: LabShare): Promise<number> {
  const words = [
    '--cni-path',
    `${root}/bin`,
    '--type',
    types.join(),
    '--jobs',
    '1',
    '--patience',
    String(patience),
  ];
  const script = `cd / && exec '${root}/bin/cni-conformance' ${words.map((word) => `'${word}'`).join(' ')}\n`;
  const job = { script, bound: bound * types.length, cpu, hear: say };
  return inLab(job, ({ status, problem, console }) => {
    if (status === undefined) say(`${types.join(', ')}: ${problem}\n--- the lab's console\n${console}\n`);
    return status ?? 2;
  });
}
