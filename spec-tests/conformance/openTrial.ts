import { eventually } from '../../lib/testing/eventually.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import type { Case } from './case.ts';
import { Journal } from './journal.ts';
import { limit } from './patience.ts';
import { hostSentinels } from './sentinels.ts';
import type { Subject } from './subject.ts';
import { Trial, usualIfName } from './trial.ts';

export interface OpenTrial extends AsyncDisposable {
  trial: Trial;
}

/** Makes the ground for one case: host, sentinels, what the profile prepares, daemons, one container. About 150 ms. */
export async function openTrial(subject: Subject, given: Pick<Case, 'name'>): Promise<OpenTrial> {
  const host = await throwawayHost({ plugins: subject.folders });
  const journal = new Journal(usualIfName(subject));
  const trial = new Trial({ subject, caseName: given.name, host, journal });
  const close = async () => {
    trial[Symbol.dispose]();
    await host[Symbol.asyncDispose]();
  };
  try {
    await trial.sh(host, [...hostSentinels, ...(subject.profile.prepare?.host ?? [])].join('\n'));
    for (const { run, ready } of subject.profile.daemons ?? []) {
      await trial.sh(host, `${run} >/run/daemon.log 2>&1 </dev/null &`);
      journal.note({ script: `until ${ready}; do sleep 0.1; done` });
      await eventually(
        `"${ready}"`,
        async () => (await host.run(['sh', '-c', ready])).exitCode === 0,
        Boolean,
        limit(10_000),
      );
    }
    await trial.another();
  } catch (error) {
    await close();
    throw error;
  }
  return { trial, [Symbol.asyncDispose]: close };
}
