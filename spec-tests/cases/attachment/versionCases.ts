import { atLeast, versions } from '../../../lib/spec/version.ts';
import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import { type Call, told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Level } from '../../conformance/requirement.ts';
import type { Trial } from '../../conformance/trial.ts';
import { legible } from '../../conformance/trialResult.ts';
import { resultFindings } from './resultFindings.ts';

/** What the output of ADD is judged by, in every version. `since` and `before`: where the requirement says something. */
const formRequirements: { id: string; expected: string; since?: string; before?: string }[] = [
  { id: 'ADD-02', expected: 'a JSON object on standard output' },
  { id: 'RES-01', expected: 'cniVersion as supplied' },
  { id: 'RES-02', expected: 'interfaces as specified', since: '0.3.0' },
  { id: 'RES-03', expected: 'addresses as specified' },
  { id: 'RES-04', expected: 'routes as specified' },
  { id: 'RES-05', expected: 'dns as specified' },
  { id: 'RES-06', expected: 'parts that fit each other, and no keys that nobody specified' },
  { id: 'RESV-01', expected: 'no keys of later versions', before: '1.1.0' },
  { id: 'RESV-02', expected: 'each address with its family in "version"', since: '0.3.0', before: '1.0.0' },
];

/** One case for each version that a plugin may support: a real ADD, CHECK and DEL. */
export const versionCases: Case[] = versions.map((version) => ({
  name: `version/${version}`,
  title: `ADD, CHECK and DEL work in ${version}, with a result in its form`,
  judges: [
    'VSEL-06',
    'ADD-08',
    'RESV-04',
    'RES-07',
    ...formRequirements.filter((one) => speaksIn(one, version)).map(({ id }) => id),
  ],
  unless: (subject) =>
    subject.versions.includes(version) ? undefined : `the plugin does not say that it supports ${version}`,
  async run(trial) {
    const add = await trial.call('ADD', { version });
    if (add.exitCode !== 0) return judgeFailure(trial, add, version);
    trial.judge('VSEL-06', true, `ADD in ${version} succeeds`, add);
    judgeForm(trial, add, version);
    if (!atLeast(version, '0.3.0'))
      trial.observe(
        'RESV-04',
        hasAddress(add.json ?? {}),
        'an address, or an error where there is none',
        add,
      );
    if (atLeast(version, '0.4.0')) await judgeServed(trial, 'CHECK', version);
    await judgeServed(trial, 'DEL', version);
  },
}));

/** Only a refusal says something about the version: whatever else is wrong with CHECK and DEL is judged where it belongs. */
async function judgeServed(trial: Trial, command: string, version: string): Promise<void> {
  const call = await trial.call(command, { version });
  const refused = call.exitCode !== 0 && [1, 4].includes(call.json?.code ?? 0);
  trial.judge('VSEL-06', !refused, `${command} in ${version} is not refused`, call);
}

/**
 * A failing ADD says something about the version if ADD works in another. The form of 0.1.0 and 0.2.0 has no place for an
 * attachment without addresses: then failing is as good as anything.
 */
async function judgeFailure(trial: Trial, add: Call, version: string): Promise<void> {
  await trial.call('DEL', { version });
  const { versions: supported } = trial.subject;
  const other = supported.findLast((one) => one !== version);
  if (other === undefined) throw new CannotJudge(`ADD fails here: ${told(add)}`);
  const { result } = await trial.add({ version: other });
  const unspeakable = !atLeast(version, '0.3.0') && !hasAddress(result);
  if (unspeakable) trial.judge('RESV-04', true, 'an error where there is no address to tell', add);
  else trial.judge('VSEL-06', false, `ADD in ${version} succeeds, as it does in ${other}`, add);
}

function hasAddress(json: PluginOutput): boolean {
  const { ips = [], ip4, ip6 } = legible(json);
  return ips.length > 0 || ip4 !== undefined || ip6 !== undefined;
}

/** Judges the output of a successful ADD by all that its version says of it. */
export function judgeForm(trial: Trial, add: Call, version: string): void {
  const found = resultFindings(add.json, version);
  for (const requirement of formRequirements.filter((one) => speaksIn(one, version))) {
    const about = found.filter((one) => one.requirement === requirement.id);
    judgeEach(trial, requirement.id, `${requirement.expected}, in ${version}`, about, add);
  }
  const foreign = found.filter((one) => one.requirement === 'VSEL-06');
  judgeEach(trial, 'VSEL-06', `a result in the form of ${version}`, foreign, add);
  judgeWhole(trial, add, version);
  const named = found.filter((one) => one.requirement === 'RES-01');
  judgeEach(trial, 'ADD-08', `cniVersion "${version}"`, named, add);
}

/** To the letter all keys are mandatory, but examples in the text leave some out, and IPAM is told to. */
function judgeWhole(trial: Trial, { json }: Call, version: string): void {
  if (trial.subject.profile.kind === 'ipam' || !atLeast(version, '0.3.0')) return;
  const missing = ['cniVersion', 'interfaces', 'ips', 'routes', 'dns'].filter(
    (key) => json?.[key] === undefined,
  );
  trial.observe(
    'RES-07',
    missing.length === 0,
    `all five keys, in ${version}`,
    `without ${missing.join(', ') || 'any missing'}`,
  );
}

/** One judgement per level that findings have, or one that is good if there are none. */
function judgeEach(
  trial: Trial,
  id: string,
  expected: string,
  found: { text: string; level?: Level }[],
  add: Call,
): void {
  if (found.length === 0) trial.judge(id, true, expected, add);
  const lines = (level?: Level) => found.filter((one) => one.level === level).map(({ text }) => text);
  const seen = (level?: Level) => [...lines(level), told(add)];
  if (lines().length > 0) trial.judge(id, false, expected, seen());
  if (lines('should').length > 0) trial.judge(id, false, expected, seen('should'), 'should');
  if (lines('may').length > 0) trial.observe(id, false, expected, seen('may'));
}

function speaksIn({ since, before }: { since?: string; before?: string }, version: string): boolean {
  return (!since || atLeast(version, since)) && !(before && atLeast(version, before));
}
