import { spawnSync } from 'node:child_process';
import { found } from './delegates.ts';
import { failure, type Json, type Mutant, success } from './mutant.ts';
import { edited, lies, misreads, on, where } from './wraps.ts';

const shortResult = `{"cniVersion":"1.1.0","ips":[{"address":"10.88.0.7/24"}]}`;

/** Mutants that treat the plugin they delegate to in another way than they should. */
export const delegation: Mutant[] = [
  {
    name: 'looks-for-ipam-in-a-fixed-folder',
    of: 'bridge',
    breaks: 'DLG-01',
    by: ['delegation/every-command'],
    wrap: (_, good) => good({ env: { CNI_PATH: '/opt/cni/bin' } }),
  },
  {
    name: 'gives-ipam-the-protocol-variables-alone',
    of: 'bridge',
    breaks: 'DLG-02',
    by: ['delegation/every-command'],
    delegate: (_, good) => good({ env: { FOREIGN_VARIABLE: undefined } }),
  },
  {
    name: 'keeps-cni-args-from-ipam',
    of: 'bridge',
    breaks: 'DLG-02',
    by: ['delegation/every-command'],
    delegate: (_, good) => good({ env: { CNI_ARGS: undefined } }),
  },
  {
    name: 'gives-ipam-its-section-alone',
    of: 'bridge',
    breaks: 'DLG-03',
    by: ['delegation/every-command'],
    delegate: ({ conf: { cniVersion, name, ipam } }, good) => good({ conf: { cniVersion, name, ipam } }),
  },
  {
    name: 'keeps-prev-result-from-ipam',
    of: 'bridge',
    breaks: 'DLG-03',
    by: ['delegation/every-command'],
    delegate: misreads('CHECK', ({ prevResult: _, ...conf }) => conf),
  },
  {
    name: 'attaches-although-ipam-fails',
    of: 'bridge',
    breaks: 'DLG-04',
    by: ['delegation/add-fails'],
    delegate: on('ADD', (_, good) => {
      const said = good();
      return said.exitCode === 0 ? said : { ...success, stdout: shortResult };
    }),
  },
  {
    name: 'does-not-mind-the-exit-status-of-ipam',
    of: 'bridge',
    breaks: 'DLG-04',
    by: ['delegation/useless-result'],
    delegate: on('ADD', (_, good) => ({ ...good(), exitCode: 0 })),
  },
  {
    name: 'throws-away-what-ipam-logs',
    of: 'bridge',
    breaks: 'DLG-05',
    by: ['delegation/every-command'],
    delegate: (_, good) => ({ ...good(), stderr: '' }),
  },
  {
    name: 'prints-what-ipam-prints',
    of: 'bridge',
    breaks: 'DLG-06',
    by: ['delegation/every-command'],
    wrap: on('CHECK STATUS', ({ conf, env, stdin }, good) => {
      const said = good();
      const ipam = spawnSync(found(conf.ipam?.type, env.CNI_PATH) ?? 'false', [], { env, input: stdin });
      return { ...said, stdout: String(ipam.stdout) + said.stdout };
    }),
  },
  {
    name: 'check-does-not-ask-ipam',
    of: 'bridge',
    breaks: 'DLG-07',
    by: ['delegation/every-command'],
    delegate: on('CHECK', () => success),
  },
  {
    name: 'del-does-not-tell-ipam',
    of: 'bridge',
    breaks: 'DLG-07',
    by: ['delegation/every-command'],
    wrap: misreads('DEL', ({ ipam: _, ...conf }) => conf),
  },
  {
    name: 'del-swallows-an-error-of-ipam',
    of: 'bridge',
    breaks: 'DLG-07',
    by: ['delegation/errors'],
    delegate: on('DEL', (_, good) => ({ ...good(), exitCode: 0, stdout: '' })),
  },
  {
    name: 'does-not-call-back-ipam-that-failed',
    of: 'bridge',
    breaks: 'DLG-08',
    by: ['delegation/add-fails'],
    delegate: where(
      'DEL',
      ({ above }) => above === 'ADD',
      () => success,
    ),
  },
  {
    name: 'keeps-the-address-when-it-fails-later',
    of: 'bridge',
    breaks: 'DLG-09',
    by: ['delegation/rolled-back'],
    delegate: where(
      'DEL',
      ({ above }) => above === 'ADD',
      () => success,
    ),
  },
  {
    name: 'applies-one-address-of-ipam',
    of: 'bridge',
    breaks: 'DLG-13',
    by: ['delegation/applied'],
    delegate: lies((json: Json) => ({
      ...json,
      ips: json.ips?.slice(0, 1),
      routes: json.routes?.slice(0, 2),
    })),
  },
  {
    name: 'attaches-without-an-address-of-ipam',
    of: 'bridge',
    breaks: 'DLG-14',
    by: ['delegation/useless-result'],
    delegate: on('ADD', (_, good) => {
      const said = good();
      return edited(said, (json) =>
        'ips' in json || 'code' in json ? json : { ...json, ...JSON.parse(shortResult) },
      );
    }),
  },
  {
    name: 'understands-one-version-of-ipam',
    of: 'bridge',
    breaks: 'DLG-15',
    by: ['delegation/older-result'],
    delegate: on('ADD', (_, good) => {
      const said = good();
      return JSON.parse(said.stdout).cniVersion === '1.1.0'
        ? said
        : failure(100, 'Cannot use the result of IPAM');
    }),
  },
  {
    name: 'replaces-the-error-of-ipam',
    of: 'bridge',
    breaks: 'DLG-16',
    by: ['delegation/errors'],
    wrap: (_, good) => {
      const said = good();
      return said.exitCode === 0 ? said : { ...said, ...failure(100, 'IPAM has failed') };
    },
  },
];
