import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import { type Call, told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { single } from '../../conformance/single.ts';
import type { Trial } from '../../conformance/trial.ts';
import { addressesOf, areDistinct, inTurn } from '../protocol/inTurn.ts';

const rounds = 20;
/** What is called at once: enough for races to be likely. */
const crowd = 12;

export const repeatCases: Case[] = [
  {
    name: 'add/cycles',
    title: `ADD and DEL of the same attachment work ${rounds} times, and nothing piles up`,
    judges: ['ADD-14'],
    slow: true,
    async run(trial) {
      let once: readonly string[] | undefined;
      for (let round = 1; round <= rounds; round++) {
        for (const command of ['ADD', 'DEL']) {
          const call = await trial.call(command);
          trial.judge('ADD-14', call.exitCode === 0, `${command} succeeds every time`, call);
          if (call.exitCode !== 0) return;
        }
        once ??= await trial.snapshot();
      }
      const more = await trial.since(once ?? []);
      trial.judge('ADD-14', more.length === 0, `no more state after ${rounds} rounds than after one`, more);
    },
  },
  {
    name: 'add/at-once',
    title: 'a dozen ADDs at once all succeed with addresses of their own, and as many DELs leave nothing',
    judges: ['EXEC-09'],
    slow: true,
    unless: single,
    async run(trial) {
      const containers = [trial.container];
      while (containers.length < crowd) containers.push(await trial.another());
      const usual = await inTurn(trial, containers.slice(0, 2));
      // Where DEL leaves what stands in the way of the next ADD, that is not for lack of order.
      if (!usual.clean) containers.splice(0, 2);
      const before = await trial.snapshot();
      const adds = await allAtOnce(trial, 'ADD', containers);
      const addresses = adds.flatMap(({ json }) => addressesOf(json));
      if (usual.distinct)
        trial.judge('EXEC-09', areDistinct(addresses), 'no address given to two containers', addresses);
      await allAtOnce(trial, 'DEL', containers);
      const left = await trial.since(before);
      if (usual.clean) trial.judge('EXEC-09', left.length === 0, 'as many DELs at once leave nothing', left);
    },
  },
  {
    name: 'add/exhausted',
    title: 'ADD fails when no address is left, and works again once one is given back',
    judges: ['ADD-13'],
    unless: ({ profile }) =>
      profile.scarce ? undefined : 'the profile has no "scarce": keys that make room for one attachment only',
    async run(trial) {
      const conf = trial.subject.profile.scarce ?? {};
      const container = await trial.another();
      await trial.add({ conf });
      const before = await trial.snapshot();
      const second = await trial.call('ADD', { conf, container });
      trial.judge(
        'ADD-13',
        second.exitCode !== 0,
        'an error for the second attachment where one fits',
        second,
      );
      await trial.call('DEL', { conf, container });
      const left = await trial.since(before);
      trial.judge(
        'ADD-13',
        left.length === 0,
        'nothing is left of the second, nothing lost of the first',
        left,
      );
      await trial.call('DEL', { conf });
      const third = await trial.call('ADD', { conf, container });
      trial.judge('ADD-13', third.exitCode === 0, 'success once the first is gone', third);
    },
  },
];

async function allAtOnce(trial: Trial, command: string, containers: Container[]): Promise<Call[]> {
  const calls = await Promise.all(containers.map((container) => trial.call(command, { container })));
  const failed = calls.filter(({ exitCode }) => exitCode !== 0);
  trial.judge('EXEC-09', failed.length === 0, `many ${command} at once succeed`, failed.map(told));
  return calls;
}
