import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import { single } from '../../conformance/single.ts';
import { stillThere } from './appeared.ts';
import { pair } from './attachmentFacts.ts';
import { refused } from './notices.ts';
import { delegatesNothing, spyFailure, spyMessage, spyOnIpam, spyResult } from './spied.ts';
import { hostOf, type Made, made } from './stale.ts';

/** GC that cannot do everything: it does the rest, and says so. */
export const gcFailure: Case[] = [
  {
    name: 'gc/unremovable',
    title: 'GC goes on after something that it cannot remove, and reports it',
    judges: ['GC-05'],
    kinds: ['interface', 'chained', 'ipam'],
    since: '1.1.0',
    unless: single,
    async run(trial) {
      const others = [await trial.another(), await trial.another()];
      await trial.add();
      const stale: Made[] = [];
      for (const container of others) stale.push(await made(trial, { container }));
      const [first, last] = stale as [Made, Made];
      const pinned = demandFile(first);
      await trial.sh(trial.host, `mount --bind ${pinned} ${pinned}`);
      const gc = await trial.call('GC', { valid: [pair(trial.container, trial.ifName)] });
      const after = await hostOf(trial);
      const left = stillThere(last.lines, after);
      trial.judge('GC-05', left.length === 0, 'everything else that is stale is removed', left);
      if (stillThere(first.lines, after).some((line) => isFile(line, pinned)))
        trial.judge('GC-05', refused(gc), `an error, since "${pinned}" cannot be removed`, gc);
    },
  },
  {
    name: 'gc/delegate-fails',
    title: 'GC removes what is its own although the delegated plugin fails, and passes the error on',
    judges: ['GC-05', 'DLG-07'],
    kinds: ['interface'],
    since: '1.1.0',
    unless: (subject) => delegatesNothing(subject) ?? single(subject),
    async run(trial) {
      const container = await trial.another();
      spyOnIpam(trial);
      await trial.add();
      const ADD = { stdout: spyResult(trial.subject.version, 10) };
      spyOnIpam(trial, { ADD, GC: spyFailure });
      const stale = await made(trial, { container });
      const gc = await trial.call('GC', { valid: [pair(trial.container, trial.ifName)] });
      const left = stillThere(stale.lines, await hostOf(trial));
      trial.judge('GC-05', left.length === 0, 'what is its own and stale is removed', left);
      trial.judge('DLG-07', refused(gc), 'an error, since the delegated plugin has failed', gc, 'should');
      trial.observe(
        'GC-05',
        gc.stdout.includes(spyMessage),
        "the delegated plugin's message in the error",
        gc,
      );
    },
  },
];

/** A file that the attachment has made; ends the case if it has made none. */
function demandFile({ lines }: Made): string {
  const path = lines.find((line) => / file \S+ (?!folder|link|special)/.test(line))?.split(' ')[2];
  if (path === undefined) throw new CannotJudge('an attachment makes no file that could be pinned');
  return path;
}

function isFile(line: string, path: string): boolean {
  return line.startsWith(`host file ${path} `);
}
