import type { RuntimeCase } from '../runtimeCase.ts';
import { spyResult } from '../spyResult.ts';

const errors = [
  { code: 1, msg: 'incompatible version' },
  { code: 3, msg: 'container unknown' },
  { code: 11, msg: 'try again later', details: 'the lock is held' },
  { code: 207, msg: 'something of its own', details: 'and more of it' },
];

/** What a runtime makes of what plugins answer. */
export const outcomes: RuntimeCase[] = [
  {
    name: 'outcomes/lax-results',
    title: 'A result without interfaces, or with addresses of none, is no disaster',
    judges: ['RES-08'],
    since: '0.3.0',
    async run(trial) {
      const plain = spyResult('first', trial.version);
      const [address] = plain.ips as Record<string, unknown>[];
      const { interface: _, ...free } = address ?? {};
      const without = { ...plain, interfaces: undefined };
      const rows: [string, object, 'judge' | 'observe'][] = [
        ['without interfaces', { ...without, ips: [free] }, 'judge'],
        ['with interface -1', { ...plain, ips: [{ ...free, interface: -1 }] }, 'judge'],
        [
          'without interfaces and with interface -1',
          { ...without, ips: [{ ...free, interface: -1 }] },
          'judge',
        ],
        ['with interface 7 of 1', { ...plain, ips: [{ ...free, interface: 7 }] }, 'observe'],
        ['without cniVersion', { ...plain, cniVersion: undefined }, 'observe'],
      ];
      trial.chain(['first', 'second']);
      for (const [what, stdout, judge] of rows) {
        trial.spy('first', { ADD: { stdout } });
        const call = await trial.run('add');
        trial[judge]('RES-08', call.exitCode === 0, `ADD succeeds with a result ${what}`, call);
        await trial.run('del');
      }
    },
  },
  {
    name: 'outcomes/errors',
    title: 'The caller learns code, message and details of a plugin’s error',
    judges: ['ERR-05', 'VSEL-07'],
    async run(trial) {
      trial.chain(['first']);
      for (const error of errors) {
        trial.spy('first', { ADD: { stdout: { cniVersion: trial.version, ...error }, exit: 1 } });
        const call = await trial.run('add');
        const said = `${call.stdout}\n${call.stderr}`;
        const id = error.code === 1 ? 'VSEL-07' : 'ERR-05';
        const missing = Object.values(error).filter((part) => !new RegExp(`\\b${part}\\b`).test(said));
        trial.judge(id, call.exitCode !== 0, 'ADD fails', call);
        trial.observe(id, missing.length === 0, `${Object.values(error).join(', ')} in what it says`, call);
        await trial.run('del');
      }
    },
  },
];
