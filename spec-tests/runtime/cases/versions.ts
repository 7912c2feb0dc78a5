import { atLeast } from '../../../lib/spec/version.ts';
import { CannotJudge } from '../../conformance/judgement.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import { networkName, type RuntimeTrial } from '../runtimeTrial.ts';
import { spyResult } from '../spyResult.ts';

const offers: { cniVersion?: string; cniVersions: string[] }[] = [
  { cniVersion: '0.4.0', cniVersions: ['1.1.0', '0.4.0', '1.0.0'] },
  { cniVersion: '1.0.0', cniVersions: ['0.3.1', '0.4.0'] },
  { cniVersion: '0.3.1', cniVersions: ['0.4.0', '99.0.0', '1.0.0'] },
  { cniVersions: ['0.4.0', '1.0.0'] },
];

/** What plugins get as cniVersion; undefined if none was called. */
async function selected(trial: RuntimeTrial, versions: object): Promise<{ version: unknown; asked: number }> {
  trial.configure({ ...versions, name: networkName, plugins: [{ type: 'first' }] });
  const { spied, asked } = await trial.run('add');
  await trial.run('del');
  return { version: spied[0]?.stdin.cniVersion, asked };
}

/** Which version is spoken, and with whom. */
export const versionSelection: RuntimeCase[] = [
  {
    name: 'versions/highest',
    title: 'The highest version that the configuration offers and the runtime supports is spoken',
    judges: ['VSEL-01'],
    since: '0.3.0',
    async run(trial) {
      for (const offer of offers) {
        trial.spy('first', { ADD: { stdout: { dns: { domain: 'first' } } } });
        const all = [...offer.cniVersions, offer.cniVersion];
        const wanted = trial.adapter.versions.filter((version) => all.includes(version)).at(-1);
        if (wanted === undefined) continue;
        const { version } = await selected(trial, offer);
        trial.same('VSEL-01', version, wanted, `of ${all.filter(Boolean).join(', ')}`);
      }
    },
  },
  {
    name: 'versions/of-plugins',
    title: 'Of what the configuration offers, the highest version that the plugin supports is spoken',
    judges: ['VSEL-02'],
    since: '1.1.0',
    async run(trial) {
      trial.spy('first', {
        ADD: { stdout: { dns: { domain: 'first' } } },
        VERSION: { stdout: { cniVersion: '1.0.0', supportedVersions: ['0.4.0', '1.0.0'] } },
      });
      const offer = { cniVersion: '0.4.0', cniVersions: ['1.1.0', '1.0.0'] };
      const { version, asked } = await selected(trial, offer);
      if (asked === 0) throw new CannotJudge('the runtime does not ask plugins for their versions');
      trial.observe('VSEL-02', version === '1.0.0', 'version 1.0.0 is selected', String(version));
    },
  },
  {
    name: 'versions/absent',
    title: 'Without cniVersion one of the oldest versions is meant',
    judges: ['VSEL-04'],
    async run(trial) {
      trial.spy('first', { ADD: { stdout: spyResult('first', '0.2.0') } });
      const { version } = await selected(trial, {});
      const ok = version === undefined || ['', '0.1.0', '0.2.0'].includes(String(version));
      trial.observe('VSEL-04', ok, 'the list is refused, or 0.1.0 or 0.2.0 is spoken', String(version));
    },
  },
  {
    name: 'versions/results',
    title: 'Results of plugins of every version are understood',
    judges: ['VSEL-07'],
    since: '0.3.0',
    async run(trial) {
      for (const version of trial.adapter.versions.filter((one) => atLeast(one, '0.3.0'))) {
        const result = spyResult('first', version);
        trial.spy('first', { ADD: { stdout: result } });
        trial.spy('second', { ADD: { stdout: spyResult('second', version) } });
        trial.configure(trial.list([{ type: 'first' }, { type: 'second' }], { cniVersion: version }));
        const { spied } = await trial.run('add');
        trial.same('VSEL-07', spied[1]?.stdin.prevResult, result, `${version}: the second plugin gets`);
        await trial.run('del');
      }
    },
  },
  {
    name: 'versions/older-result',
    title: 'A plugin that answers in an older version than it was asked in is understood',
    judges: ['VSEL-07'],
    since: '1.0.0',
    async run(trial) {
      trial.chain(['first', 'second']);
      for (const version of ['0.2.0', '0.4.0']) {
        trial.spy('first', { ADD: { stdout: spyResult('first', version) } });
        const call = await trial.run('add');
        const text = JSON.stringify(call.spied[1]?.stdin.prevResult ?? null);
        trial.observe('VSEL-07', text.includes('10.99.0.5/24'), `${version}: the address is passed on`, call);
        await trial.run('del');
      }
    },
  },
  {
    name: 'versions/asked',
    title: 'What a plugin says about its versions is understood in all its forms',
    judges: ['VER-09'],
    needs: ['version'],
    async run(trial) {
      const said = async (answer: object, exit: number) => {
        trial.spy('first', { VERSION: { stdout: answer, exit } });
        trial.configure(trial.list([{ type: 'first' }]));
        return trial.run('version');
      };
      const has = (text: string) => text.includes('0.1.0') && text.includes('0.2.0');
      const old = await said({ cniVersion: '0.2.0' }, 0);
      trial.observe('VER-09', has(old.stdout), '0.2.0 without a list means 0.1.0 and 0.2.0', old);
      const none = await said({ supportedVersions: ['1.0.0'] }, 0);
      trial.observe('VER-09', none.exitCode !== 0, 'an answer without cniVersion is an error', none);
      const mute = await said({ code: 4, msg: 'unknown CNI_COMMAND: VERSION' }, 1);
      trial.observe('VER-09', mute.stdout.includes('0.1.0'), '"unknown CNI_COMMAND" means 0.1.0', mute);
    },
  },
];
