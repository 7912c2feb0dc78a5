import type { Call } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { Trial } from '../../conformance/trial.ts';

/** Nobody, with nothing that root has. */
const unprivileged = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
/** Root in a namespace of users where it is nobody, for machines without setpriv. */
const mapped = ['unshare', '--user', '--net'];

const rubbish = { containerId: '%%', netns: 'dummy', ifName: 'x'.repeat(40), args: '=;', cniPath: 'dummy' };

const output: Case = {
  name: 'version/output',
  title: 'VERSION tells the version it was asked in and those it supports',
  judges: ['VER-01', 'VER-02', 'VER-03', 'VER-04', 'VER-05', 'VER-06', 'ENV-01', 'ENV-09'],
  async run(trial) {
    const plain = await trial.call('VERSION');
    trial.judge('ENV-01', plain.exitCode === 0, 'VERSION is a command', plain);
    judgeKeys(trial, plain);
    for (const version of trial.subject.versions) {
      const call = await trial.call('VERSION', { version });
      trial.judge('VER-02', call.json?.cniVersion === version, `"cniVersion" ${version}, as given`, call);
    }
    const noise = await trial.call('VERSION', rubbish);
    for (const id of ['VER-04', 'ENV-09'])
      trial.judge(id, isVersions(noise), 'the versions, whatever the other variables are', noise);
    for (const [what, stdin] of Object.entries({
      empty: '',
      rubbish: 'rubbish',
      huge: 'x'.repeat(1 << 20),
    })) {
      const call = await trial.call('VERSION', { stdin });
      trial.observe('VER-05', isVersions(call), `the versions, though standard input is ${what}`, call);
    }
    const unknown = await trial.call('VERSION', { version: '0.0.0' });
    trial.observe(
      'VER-06',
      isVersions(unknown),
      'the versions, though it does not know the one given',
      unknown,
    );
  },
};

function judgeKeys(trial: Trial, call: Call): void {
  trial.judge(
    'VER-01',
    isVersions(call),
    'exit status 0, text "cniVersion", array "supportedVersions"',
    call,
  );
  const listed: unknown = call.json?.supportedVersions;
  const versions: unknown[] = Array.isArray(listed) ? listed : [];
  const wellFormed = versions.every((one) => typeof one === 'string' && /^\d+\.\d+\.\d+$/.test(one));
  trial.judge('VER-03', versions.length > 0 && wellFormed, 'a list of versions, x.y.z each, not empty', call);
  trial.judge('VER-03', new Set(versions).size === versions.length, 'no version twice', call);
}

function isVersions({ exitCode, json }: Call): boolean {
  return exitCode === 0 && typeof json?.cniVersion === 'string' && Array.isArray(json.supportedVersions);
}

const harmless: Case = {
  name: 'version/harmless',
  title: 'VERSION changes nothing and needs no rights',
  judges: ['VER-07'],
  async run(trial) {
    const before = await trial.snapshot();
    const plain = await trial.call('VERSION');
    const changed = await trial.since(before);
    trial.judge('VER-07', changed.length === 0, 'nothing changed by VERSION', changed);
    const via = (await isThere(trial, 'setpriv')) ? unprivileged : mapped;
    // Where nobody can reach the file at all, that says something of the machine.
    const reachable = await trial.try(
      trial.host,
      `${via.join(' ')} test -x /opt/cni/bin/${trial.subject.type}`,
    );
    if (reachable.exitCode !== 0) throw new CannotJudge('others than root cannot reach the executable');
    const call = await trial.call('VERSION', { via });
    trial.judge(
      'VER-07',
      call.exitCode === 0 && call.stdout === plain.stdout,
      'the same without rights',
      call,
    );
  },
};

async function isThere(trial: Trial, program: string): Promise<boolean> {
  return (await trial.try(trial.host, `command -v ${program}`)).exitCode === 0;
}

export const versionCommand: Case[] = [output, harmless];
