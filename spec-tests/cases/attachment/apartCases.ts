import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import type { CallChange } from '../../conformance/call.ts';
import { told } from '../../conformance/call.ts';
import type { Case } from '../../conformance/case.ts';
import { single } from '../../conformance/single.ts';
import type { Subject } from '../../conformance/subject.ts';
import type { Trial } from '../../conformance/trial.ts';
import { untruthsOf } from './addCases.ts';

/** An attachment beside the one that DEL is called for. */
interface Neighbour {
  name: string;
  change: CallChange;
  container: Container;
  result: object;
}

export const apartCases: Case[] = [
  {
    name: 'del/other-container',
    title: 'DEL does not touch the attachment of another container',
    judges: ['DEL-07'],
    unless: single,
    run: async (trial) => judgeApart(trial, 'another container', { container: await trial.another() }),
  },
  {
    name: 'del/other-interface',
    title: 'a container gets a second interface of the same network, and DEL of one leaves the other',
    judges: ['ADD-06', 'DEL-07'],
    kinds: ['interface', 'ipam'],
    unless: (subject) => single(subject) ?? oneInterface(subject),
    async run(trial) {
      await trial.add();
      const second = await trial.call('ADD', { ifName: 'eth1' });
      // Interfaces of one configuration may collide in the container, as by routes: there the text promises nothing.
      const how = trial.subject.profile.kind === 'ipam' ? 'judge' : 'observe';
      trial[how]('ADD-06', second.exitCode === 0, 'a second ADD with another CNI_IFNAME succeeds', second);
      if (second.exitCode !== 0) return;
      await trial.call('DEL', { ifName: 'eth1' });
      await trial.call('DEL');
      await judgeApart(trial, 'another interface of the container', { ifName: 'eth1' });
    },
  },
  {
    name: 'del/other-network',
    title: 'DEL does not touch an attachment of the same IDs in another network',
    judges: ['DEL-07'],
    kinds: ['interface', 'ipam', 'chained'],
    unless: single,
    async run(trial) {
      const container = await trial.another();
      await judgeApart(trial, 'the same IDs in another network', {
        container,
        containerId: trial.container.id,
        network: 'elsewhere',
      });
    },
  },
];

/** IPAM that wants an interface has the one that the profile prepares. */
function oneInterface({ profile }: Subject): string | undefined {
  const wants =
    profile.kind === 'ipam' && profile.prepare?.container?.some((line) => line.includes('$IFNAME'));
  return wants ? 'the profile prepares one interface in each container' : undefined;
}

/** Both orders: the neighbour is there first, then the one that goes is. */
async function judgeApart(trial: Trial, name: string, change: CallChange): Promise<void> {
  const container = change.container ?? trial.container;
  const { result } = await trial.add(change);
  const alone = await trial.snapshot();
  const neighbour = { name, change, container, result };
  const first = await trial.add();
  await judgeDel(trial, first.result, neighbour);
  // What is in a container of its own is the neighbour's only if it is in there with it.
  const own = container === trial.container ? '' : `- ${trial.container.id} `;
  const lost = (await trial.since(alone)).filter(
    (line) => line.startsWith('- ') && !(own && line.startsWith(own)),
  );
  trial.judge('DEL-07', lost.length === 0, `DEL takes nothing away from ${name}`, lost);
  await trial.call('DEL', { ...change, prevResult: result });
  const again = await trial.add();
  const second = await trial.add(change);
  await judgeDel(trial, again.result, { ...neighbour, result: second.result });
}

/** What is wrong with the neighbour before DEL already is not DEL's doing. */
async function judgeDel(trial: Trial, prevResult: object, neighbour: Neighbour): Promise<void> {
  const before = await faultsOf(trial, neighbour);
  const del = await trial.call('DEL', { prevResult });
  trial.judge('DEL-07', del.exitCode === 0, `DEL succeeds beside ${neighbour.name}`, del);
  const faults = (await faultsOf(trial, neighbour)).filter((fault) => !before.includes(fault));
  trial.judge('DEL-07', faults.length === 0, `${neighbour.name} is after DEL as its result says`, faults);
}

/** What CHECK and the kernel say against a result. */
async function faultsOf(trial: Trial, { change, container, result }: Neighbour): Promise<string[]> {
  const { subject } = trial;
  const faults: string[] = [];
  if (subject.supports('0.4.0')) {
    const check = await trial.call('CHECK', { ...change, prevResult: result });
    if (check.exitCode !== 0) faults.push(`CHECK: ${told(check)}`);
  }
  if (subject.profile.kind === 'ipam' || !subject.supports('0.3.0')) return faults;
  return [...faults, ...(await untruthsOf(trial, result, container))];
}
