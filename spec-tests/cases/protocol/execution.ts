import { type Call, told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import { single } from '../../conformance/single.ts';
import type { Trial } from '../../conformance/trial.ts';
import { addressesOf, areDistinct, inTurn } from './inTurn.ts';

const plain: Case = {
  name: 'exec/plain',
  title: 'every command of a life ends with 0, without a process left behind',
  judges: ['EXEC-03', 'EXEC-14', 'ENV-01'],
  async run(trial) {
    const before = await processes(trial);
    const add = await trial.call('ADD');
    trial.judge('ENV-01', add.exitCode === 0, 'ADD is a command', add);
    if (add.exitCode !== 0) throw new CannotJudge(`ADD fails here: ${told(add)}`);
    trial.judge('EXEC-03', add.exitCode === 0, 'exit status 0 on success', add);
    const del = await trial.call('DEL');
    for (const id of ['EXEC-03', 'ENV-01'])
      trial.judge(id, del.exitCode === 0, 'DEL ends with exit status 0', del);
    const bad = await trial.call('ADD', { version: '99.0.0', prevResult: undefined });
    trial.judge('EXEC-03', bad.exitCode !== 0, 'an exit status other than 0 on failure', bad);
    const left = (await processes(trial)).filter((one) => !before.includes(one));
    // A daemon that the plugin starts is its own affair, as long as it lets go of the pipes.
    trial.observe('EXEC-14', left.length === 0, 'no process left behind', left);
  },
};

/** Processes of the host that are not the question itself. */
async function processes(trial: Trial): Promise<string[]> {
  const script = 'for p in /proc/[0-9]*; do [ "$p" = "/proc/$$" ] || readlink $p/exe || true; done | sort';
  const { stdout } = await trial.try(trial.host, script);
  return stdout.split('\n').filter((line) => line.startsWith('/opt/cni/'));
}

const containers = 4;

const concurrent: Case = {
  name: 'exec/concurrent',
  title: 'calls for different containers may run at the same time',
  judges: ['EXEC-09'],
  unless: single,
  async run(trial) {
    const all = [trial.container];
    while (all.length < containers) all.push(await trial.another());
    const usual = await inTurn(trial, all);
    // Where DEL leaves what stands in the way of the next ADD, that is not for lack of order.
    if (!usual.clean) for (const at of all.keys()) all[at] = await trial.another();
    const before = await trial.snapshot();
    const adds = await Promise.all(all.map((container) => trial.call('ADD', { container })));
    judgeSuccess(trial, 'ADD', adds);
    const addresses = adds.flatMap(({ json }) => addressesOf(json));
    if (usual.distinct)
      trial.judge('EXEC-09', areDistinct(addresses), 'every container has addresses of its own', addresses);
    const dels = await Promise.all(all.map((container) => trial.call('DEL', { container })));
    judgeSuccess(trial, 'DEL', dels);
    const left = await trial.since(before);
    if (usual.clean) trial.judge('EXEC-09', left.length === 0, 'nothing left after as many DELs', left);
  },
};

function judgeSuccess(trial: Trial, command: string, calls: Call[]): void {
  const failed = calls.find((call) => call.exitCode !== 0);
  trial.judge('EXEC-09', !failed, `${calls.length} times ${command} at once succeeds`, failed ?? 'all did');
}

export const execution: Case[] = [plain, concurrent];
