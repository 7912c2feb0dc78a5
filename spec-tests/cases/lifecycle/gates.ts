import { atLeast } from '../../../lib/spec/version.ts';
import { difference } from '../../../lib/testing/difference.ts';
import type { Case } from '../../conformance/case.ts';
import type { Subject } from '../../conformance/subject.ts';
import { refused } from './notices.ts';

/** Commands that came with a version are refused in the versions before. */
const rows = [
  { command: 'CHECK', since: '0.4.0', requirement: 'CHK-10' },
  { command: 'STATUS', since: '1.1.0', requirement: 'ST-08' },
  { command: 'GC', since: '1.1.0', requirement: 'GC-11' },
];

export const gates: Case[] = rows.map(({ command, since, requirement }) => ({
  name: `${command.toLowerCase()}/version-without-it`,
  title: `${command} is refused in versions before ${since}`,
  judges: [requirement],
  since,
  unless: (subject) =>
    older(subject, since).length > 0 ? undefined : `the plugin supports no version before ${since}`,
  async run(trial) {
    const version = older(trial.subject, since).at(-1) as string;
    await trial.call('ADD', { version });
    const before = await trial.snapshot();
    const call = await trial.call(command, { version, ...(command === 'GC' ? { valid: [] } : {}) });
    trial.judge(requirement, refused(call), `an error: ${version} has no ${command}`, call);
    trial.observe(requirement, call.json?.code === 1, 'code 1', call);
    const changed = difference(before, await trial.snapshot());
    trial.judge(requirement, changed.length === 0, `nothing done: ${version} has no ${command}`, changed);
  },
}));

function older(subject: Subject, since: string): string[] {
  return subject.versions.filter((version) => !atLeast(version, since));
}
