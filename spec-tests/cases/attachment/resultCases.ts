import { atLeast } from '../../../lib/spec/version.ts';
import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { Case } from '../../conformance/case.ts';
import type { Subject } from '../../conformance/subject.ts';
import { withoutNulls } from '../../conformance/trialResult.ts';
import { delegatesTo, ipamAnswer, useIpam } from './ipamSpy.ts';
import { kernelFacts } from './kernelFacts.ts';
import { judgeForm } from './versionCases.ts';

/** More addresses than the form of 0.1.0 and 0.2.0 has places for. */
const crowd = {
  ips: [{ address: '10.88.9.2/24' }, { address: '10.88.9.3/24' }, { address: 'fd00:88:9::2/64' }],
};

export const resultCases: Case[] = [
  {
    name: 'result/one-place-per-family',
    title: 'before 0.3.0 a result tells one address of each family, or ADD fails',
    judges: ['RESV-03', 'VSEL-06'],
    kinds: ['interface'],
    unless: (subject) =>
      delegatesTo(subject) ?? unlessOlder(subject, '0.3.0') ?? unlessSince(subject, '1.0.0'),
    async run(trial) {
      const version = olderThan(trial.subject, '0.3.0') ?? '';
      const conf = useIpam(trial, { ADD: { stdout: ipamAnswer(crowd, '1.0.0') } });
      const add = await trial.call('ADD', { version, conf });
      trial.judge(
        'RESV-03',
        add.exitCode === 0 ? hasOneEach(withoutNulls(add.json)) : add.json?.code !== undefined,
        'one address of each family, or an error',
        add,
      );
      if (add.exitCode === 0) judgeForm(trial, add, version);
    },
  },
  {
    name: 'result/legacy-routes',
    title:
      'before 1.0.0 routes are added with metric 0, and a default route of another network is no failure',
    judges: ['RES-09'],
    kinds: ['interface'],
    unless: (subject) => unlessOlder(subject, '1.0.0') ?? unlessSince(subject, '0.3.0'),
    async run(trial) {
      const version = olderThan(trial.subject, '1.0.0') ?? '';
      const { result } = await trial.add({ version });
      const { routes } = await kernelFacts(trial.container);
      const own = (result.routes ?? []).map(({ dst }) => (dst === '0.0.0.0/0' ? 'default' : dst));
      const weighed = routes.filter(({ family, dst, metric }) => family === 4 && metric && own.includes(dst));
      trial.observe(
        'RES-09',
        weighed.length === 0,
        'routes with metric 0',
        weighed.map(({ dst, metric }) => `${dst} metric ${metric}`),
      );
      await trial.call('DEL', { version });
      const container = await trial.another();
      await trial.sh(
        container,
        'ip link add other0 type bridge; ip link set other0 up; ip route add default dev other0',
      );
      const add = await trial.call('ADD', { version, container });
      trial.observe('RES-09', add.exitCode === 0, 'success where there is a default route already', add);
    },
  },
];

function hasOneEach(json: PluginOutput | undefined): boolean {
  return json !== undefined && !('ips' in json) && ['ip4', 'ip6'].every((key) => !Array.isArray(json[key]));
}

/** The highest version that the plugin supports below a bound. */
function olderThan(subject: Subject, bound: string): string | undefined {
  return subject.versions.filter((version) => !atLeast(version, bound)).at(-1);
}

function unlessOlder(subject: Subject, bound: string): string | undefined {
  return olderThan(subject, bound) ? undefined : `the plugin supports no version before ${bound}`;
}

function unlessSince(subject: Subject, since: string): string | undefined {
  return subject.supports(since) ? undefined : `the plugin does not support ${since}`;
}
