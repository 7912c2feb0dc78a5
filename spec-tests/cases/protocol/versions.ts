import { atLeast } from '../../../lib/spec/version.ts';
import { type Call, told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { isErrorObject } from '../../conformance/errorObject.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';
import { legible } from '../../conformance/trialResult.ts';
import { addAndDelete } from './addAndDelete.ts';
import { addOnFreshGround } from './freshGround.ts';

const listed: Case = {
  name: 'version/listed',
  title: 'a version that VERSION lists is spoken',
  judges: ['VSEL-06', 'VER-08'],
  async run(trial) {
    for (const version of trial.subject.versions) await judgeVersion(trial, version);
  },
};

/** A chained plugin can only hand on what the version has a form for, so that it fails below 0.3.0 is told only. */
async function judgeVersion(trial: Trial, version: string): Promise<void> {
  const how = trial.subject.profile.kind === 'chained' && !atLeast(version, '0.3.0') ? 'observe' : 'judge';
  const add = await trial.call('ADD', { version });
  const fair = add.exitCode === 0 ? add : await addOnFreshGround(trial, { version });
  trial[how]('VER-08', fair.exitCode === 0, `ADD in ${version}, which VERSION lists`, fair);
  if (add.exitCode !== 0) return;
  const wrong = oddities(add.json ?? {}, version);
  const seen = wrong.length > 0 ? [...wrong, told(add)] : 'a result of that version';
  trial.judge('VSEL-06', wrong.length === 0, `the result in the form of ${version}`, seen);
  if (atLeast(version, '0.4.0')) {
    const check = await trial.call('CHECK', { version });
    const spoken = !(isErrorObject(check.json) && check.json.code === 1);
    trial.judge('VSEL-06', spoken, `CHECK does not call ${version} incompatible`, check);
  }
  const del = await trial.call('DEL', { version });
  trial.judge('VSEL-06', del.exitCode === 0, `DEL in ${version}`, del);
}

/** What a result has that its version does not. That it does not say its version is for ADD-08 and RES-01. */
function oddities(json: NonNullable<Call['json']>, version: string): string[] {
  const old = !atLeast(version, '0.3.0');
  const tagged = !old && !atLeast(version, '1.0.0');
  const { ips = [] } = legible(json);
  const isSaid = json.cniVersion !== undefined && json.cniVersion !== '';
  return [
    ...(isSaid && json.cniVersion !== version ? [`"cniVersion" is ${JSON.stringify(json.cniVersion)}`] : []),
    ...['interfaces', 'ips', 'routes'].filter((key) => old && key in json).map((key) => `"${key}" is there`),
    ...['ip4', 'ip6'].filter((key) => !old && key in json).map((key) => `"${key}" is there`),
    ...ips
      .filter((ip) => tagged && ip.version !== familyOf(ip.address))
      .map(() => '"version" of ips is wrong'),
  ];
}

function familyOf(address: unknown): string {
  return String(address).includes(':') ? '6' : '4';
}

const unsaid: Case = {
  name: 'version/unsaid',
  title: 'a configuration without cniVersion is of the first version, or refused',
  judges: ['VSEL-04'],
  async run(trial) {
    const call = await addAndDelete(trial, { version: undefined, prevResult: undefined });
    const code = isErrorObject(call.json) ? call.json.code : undefined;
    const first = call.exitCode === 0 && !['interfaces', 'ips'].some((key) => key in (call.json ?? {}));
    trial.observe('VSEL-04', first || code === 1, 'a result as of 0.1.0 or 0.2.0, or code 1', call);
  },
};

const compatible: Case = {
  name: 'version/compatible',
  title: 'a configuration means the same in every version of a major one',
  judges: ['VSEL-03'],
  since: '1.1.0',
  unless: ({ versions }) => (versions.includes('1.0.0') ? undefined : 'the plugin does not support 1.0.0'),
  async run(trial) {
    const [older, newer] = [
      await addAndDelete(trial, { version: '1.0.0' }),
      await addAndDelete(trial, { version: '1.1.0' }),
    ];
    if (older.exitCode !== 0 && newer.exitCode !== 0) throw new CannotJudge(`ADD fails here: ${told(newer)}`);
    const same = older.exitCode === newer.exitCode && sizes(older) === sizes(newer);
    trial.judge('VSEL-03', same, 'the same interfaces, addresses and routes in 1.0.0 and 1.1.0', [
      `1.0.0: ${told(older)}`,
      `1.1.0: ${told(newer)}`,
    ]);
  },
};

function sizes({ json }: Call): string {
  const { interfaces, ips, routes } = legible(json ?? {});
  return [interfaces, ips, routes].map((list) => list?.length ?? 0).join(' ');
}

export const versionCases: Case[] = [listed, unsaid, compatible];
