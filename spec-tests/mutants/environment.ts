import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { failure, type Mutant, success } from './mutant.ts';
import { misreports, on, where } from './wraps.ts';

/** Mutants that misunderstand the variables, or what surrounds a call. */
export const environment: Mutant[] = [
  {
    name: 'takes-commands-in-any-case',
    of: 'host-local',
    breaks: 'EXEC-10',
    by: ['env/unknown-command'],
    wrap: ({ command }, good) => good({ env: { CNI_COMMAND: command.trim().toUpperCase() } }),
  },
  {
    name: 'refuses-variables-of-later-versions',
    of: 'loopback',
    breaks: 'EXEC-11',
    by: ['exec/surroundings'],
    wrap: ({ env }, good) => (env.CNI_FOO ? failure(4, 'Cannot use CNI_FOO: unknown variable') : good()),
  },
  {
    name: 'wants-to-run-in-the-root-folder',
    of: 'loopback',
    breaks: 'EXEC-12',
    by: ['exec/surroundings'],
    wrap: (_, good) => (process.cwd() === '/' ? good() : failure(100, `Cannot work in ${process.cwd()}`)),
  },
  {
    name: 'takes-any-container-id',
    of: 'host-local',
    breaks: 'ENV-02',
    by: ['env/container-id'],
    wrap: ({ env }, good) =>
      good({ env: { CNI_CONTAINERID: env.CNI_CONTAINERID?.replace(/[^\w.-]|^[_.-]+/g, 'x') } }),
  },
  {
    name: 'does-not-mind-that-there-is-no-namespace',
    of: 'loopback',
    breaks: 'ENV-03',
    by: ['env/namespace'],
    wrap: where(
      'ADD',
      ({ env }) => !existsSync(env.CNI_NETNS ?? ''),
      () => ({ ...success, stdout: '{"cniVersion":"1.1.0","interfaces":[{"name":"lo"}]}' }),
    ),
  },
  {
    name: 'always-calls-it-eth0',
    of: 'bridge',
    breaks: 'ENV-04',
    by: ['env/interface-name-exact'],
    wrap: (_, good) => good({ env: { CNI_IFNAME: 'eth0' } }),
  },
  {
    name: 'cuts-names-that-are-too-long',
    of: 'bridge',
    breaks: 'ENV-04',
    by: ['env/interface-name'],
    wrap: ({ env }, good) => good({ env: { CNI_IFNAME: env.CNI_IFNAME?.slice(0, 15) } }),
  },
  {
    name: 'refuses-args-that-it-does-not-know',
    of: 'loopback',
    breaks: 'ENV-05',
    by: ['env/arguments'],
    wrap: ({ env }, good) =>
      env.CNI_ARGS?.includes('FOO') ? failure(4, 'Cannot use CNI_ARGS "FOO": unknown') : good(),
  },
  {
    name: 'takes-the-last-match-on-cni-path',
    of: 'bridge',
    breaks: 'ENV-06',
    by: ['delegate/first-match'],
    wrap: ({ env }, good) => good({ env: { CNI_PATH: env.CNI_PATH?.split(':').reverse().join(':') } }),
  },
  {
    name: 'does-not-say-which-variable',
    of: 'loopback',
    breaks: 'ENV-07',
    by: ['env/missing'],
    wrap: misreports((error) => JSON.parse(JSON.stringify(error).replaceAll(/CNI_[A-Z]+/g, 'a variable'))),
  },
  {
    name: 'has-a-name-for-want-of-cni-ifname',
    of: 'bridge',
    breaks: 'ENV-07',
    by: ['env/missing'],
    wrap: ({ env }, good) => good({ env: { CNI_IFNAME: env.CNI_IFNAME || 'eth0' } }),
  },
  {
    name: 'wants-cni-path-that-it-does-not-need',
    of: 'host-local',
    breaks: 'ENV-08',
    by: ['env/no-path'],
    wrap: on('ADD DEL', ({ env }, good) =>
      env.CNI_PATH ? good() : failure(4, 'Cannot do without CNI_PATH'),
    ),
  },
  {
    name: 'wants-cni-args',
    of: 'loopback',
    breaks: 'ENV-08',
    by: ['env/arguments'],
    wrap: where(
      'ADD',
      ({ env }) => env.CNI_ARGS === '',
      () => failure(4, 'Cannot use CNI_ARGS "": empty'),
    ),
  },
  {
    name: 'status-judges-a-container-id',
    of: 'host-local',
    breaks: 'ENV-09',
    by: ['version/commands'],
    wrap: where(
      'STATUS',
      ({ env }) => env.CNI_CONTAINERID === '%%',
      () => failure(4, 'Cannot use CNI_CONTAINERID "%%": no ID'),
    ),
  },
  {
    name: 'looks-for-settings-at-home',
    of: 'host-local',
    breaks: 'EXEC-11',
    by: ['exec/surroundings'],
    wrap: ({ env }, good) =>
      env.HOME && !statSync(env.HOME, { throwIfNoEntry: false })
        ? failure(5, `Cannot read ${basename(env.HOME)}`)
        : good(),
  },
];
