import { atLeast } from '../../../lib/spec/version.ts';
import { eventually } from '../../../lib/testing/eventually.ts';
import type { Container } from '../../../lib/testing/throwawayContainer.ts';
import type { Case } from '../../conformance/case.ts';
import type { Trial } from '../../conformance/trial.ts';
import { delegatesTo, useIpam, warmUp } from './ipamSpy.ts';
import { kernelFacts } from './kernelFacts.ts';
import { linkOf, type Result, unready, untruths } from './truth.ts';
import { type Moment, untold } from './untold.ts';

/** What every snapshot line about a sentinel has in it. */
const sentinel = /198\.18\.25\d|sentinel/;

export const addCases: Case[] = [
  {
    name: 'add/truth',
    title: 'the result of ADD says what the kernel has, and ADD and DEL touch nothing else',
    judges: ['ADD-01', 'ADD-09', 'ADD-10', 'ADD-12', 'RES-02', 'RES-03', 'DEL-01', 'DEL-08', 'EXEC-05'],
    async run(trial) {
      const before = await trial.snapshot();
      const bare = await momentOf(trial);
      const { result } = await trial.add();
      if (trial.subject.profile.kind !== 'ipam') await judgeAttached(trial, result);
      await judgeWhole(trial, result, bare);
      await judgeSentinels(trial, before, 'ADD');
      const del = await trial.call('DEL');
      trial.judge('DEL-01', del.exitCode === 0, 'exit status 0', del);
      const left = await trial.since(before);
      trial.judge('DEL-01', left.length === 0, 'DEL undoes all that ADD did', left);
      trial.observe('DEL-08', del.stdout.trim() === '' || del.json !== undefined, 'no output, or JSON', del);
      await judgeSentinels(trial, before, 'DEL');
    },
  },
  {
    name: 'add/two-families',
    title: 'ADD puts addresses, gateway and routes of both families, as IPAM gives them, to work',
    judges: ['ADD-01', 'ADD-09', 'ADD-10', 'DEL-01'],
    kinds: ['interface'],
    unless: delegatesTo,
    async run(trial) {
      const conf = useIpam(trial);
      await warmUp(trial, { conf });
      const before = await trial.snapshot();
      const { result } = await trial.add({ conf });
      await judgeAttached(trial, result);
      await trial.call('DEL', { conf });
      const left = await trial.since(before);
      trial.judge('DEL-01', left.length === 0, 'DEL undoes all that ADD did', left);
    },
  },
  {
    name: 'add/sandbox',
    title: 'the result names the container as the call did, letter by letter',
    judges: ['ADD-07'],
    kinds: ['interface', 'loopback'],
    unless: (subject) => (subject.supports('0.3.0') ? undefined : 'results before 0.3.0 name no container'),
    async run(trial) {
      await trial.sh(trial.host, 'mkdir -p /run/other; ln -s /run/netns/$CONTAINER /run/other/link');
      for (const netns of [trial.container.netns.replaceAll('/', '//'), '/run/other/link']) {
        const { call, result } = await trial.add({ netns });
        const inside = (result.interfaces ?? [])
          .filter(({ name }) => name === trial.ifName)
          .map((one) => one.sandbox);
        trial.judge('ADD-07', inside.includes(netns), `an interface with sandbox "${netns}"`, call);
        await trial.call('DEL', { netns });
      }
    },
  },
];

/** Judges what a successful ADD made in a container by what its result says. */
async function judgeAttached(trial: Trial, result: Result, container = trial.container): Promise<void> {
  const { kind } = trial.subject.profile;
  const inside = await kernelFacts(container);
  const link = linkOf(inside, trial.ifName);
  trial.judge('ADD-01', link !== undefined, `${trial.ifName} is in the container`, 'it is not');
  if (kind === 'interface') {
    const outside = linkOf(await kernelFacts(trial.host), trial.ifName);
    trial.judge('ADD-01', outside === undefined, `${trial.ifName} is not on the host`, 'it is');
  }
  if (kind !== 'chained' && link) await judgeReady(trial, container);
  if (!atLeast(trial.subject.version, '0.3.0')) return;
  const wrong = await untruthsOf(trial, result, container);
  trial.judge('ADD-09', wrong.length === 0, 'a result that says what the kernel has', wrong);
}

/** Only of who makes interfaces and addresses himself: what is in a prevResult, or always on lo, he has not made. */
async function judgeWhole(trial: Trial, result: Result, bare: Moment): Promise<void> {
  if (trial.subject.profile.kind !== 'interface' || !atLeast(trial.subject.version, '0.3.0')) return;
  const { interfaces, addresses } = untold(result, bare, await momentOf(trial));
  trial.judge('RES-02', interfaces.length === 0, 'all interfaces that ADD made in the result', interfaces);
  trial.judge('RES-03', addresses.length === 0, 'all addresses that ADD assigned in the result', addresses);
}

async function momentOf(trial: Trial): Promise<Moment> {
  const [host, container] = await Promise.all([kernelFacts(trial.host), kernelFacts(trial.container)]);
  return { host, container };
}

/** Everything that a result says and the kernel does not. */
export async function untruthsOf(trial: Trial, result: Result, container: Container): Promise<string[]> {
  const [host, inside] = await Promise.all([kernelFacts(trial.host), kernelFacts(container)]);
  return untruths(result, { host, container: inside, netns: container.netns });
}

/** Up at once; addresses of IPv6 may take the two seconds that detecting duplicates takes. */
async function judgeReady(trial: Trial, container: Container): Promise<void> {
  const now = async () => unreadyNow(container, trial.ifName);
  const down = (await now()).filter((line) => line.endsWith('is down'));
  trial.judge('ADD-10', down.length === 0, 'a link that is up', down);
  const unusable = await eventually('addresses that work', now, (all) => all.length === 0, 3000).catch(now);
  trial.judge('ADD-10', unusable.length === 0, 'addresses that work after two seconds at most', unusable);
}

async function unreadyNow(container: Container, name: string): Promise<string[]> {
  const link = linkOf(await kernelFacts(container), name);
  return link ? unready(link) : [`${name} is gone`];
}

async function judgeSentinels(trial: Trial, before: readonly string[], command: string): Promise<void> {
  const touched = (await trial.since(before)).filter((line) => sentinel.test(line));
  trial.judge('ADD-12', touched.length === 0, `${command} leaves alone what is not the plugin's`, touched);
}
