import type { CallChange } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { delegatesTo, spiedConf, spyIpam } from './ipamSpy.ts';

export const delDelegated: Case[] = [
  {
    name: 'del/ipam',
    title: 'DEL calls IPAM, whatever is gone of the attachment',
    judges: ['DEL-10'],
    kinds: ['interface'],
    unless: delegatesTo,
    async run(trial) {
      await delSpied(trial, 'as ever', async () => ({}));
      await delSpied(trial, 'with an empty CNI_NETNS', async () => ({ netns: '' }));
      await delSpied(trial, 'when the link is gone', async () => {
        await trial.sh(trial.container, 'ip link delete $IFNAME');
        return {};
      });
      await delSpied(trial, 'when the namespace is gone', async () => {
        const { netns } = trial.container;
        await trial.remove(trial.container);
        return { netns };
      });
    },
  },
];

/** ADD with a spy as IPAM, the situation, and DEL in it, which has to reach the spy. */
async function delSpied(trial: Trial, when: string, make: () => Promise<CallChange>): Promise<void> {
  const spy = spyIpam(trial);
  await trial.call('DEL', { conf: spiedConf });
  await trial.add({ conf: spiedConf });
  const change = await make();
  spy.forget();
  const del = await trial.call('DEL', { conf: spiedConf, ...change });
  const calls = spy.log().filter((line) => line.endsWith(' DEL')).length;
  trial.judge('DEL-10', calls > 0, `IPAM's DEL is called by DEL ${when}`, del);
  trial.observe('DEL-10', calls < 2, `IPAM's DEL is called once by DEL ${when}`, `${calls} times`);
}
