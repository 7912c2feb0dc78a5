import { crash, failure, type Mutant, success } from './mutant.ts';
import { recall, remember } from './shell.ts';
import { andThen, instead, misreads, misreports, on, where } from './wraps.ts';

/** Mutants whose STATUS says what is not so, or is relied on. */
export const status: Mutant[] = [
  {
    name: 'status-is-never-ready',
    of: 'loopback',
    breaks: 'ST-01',
    by: ['status/ready'],
    wrap: instead('STATUS', failure(50, 'Not available')),
  },
  {
    name: 'status-is-always-ready',
    of: 'host-local',
    breaks: 'ST-02',
    by: ['status/exhausted'],
    wrap: instead('STATUS', success),
  },
  {
    name: 'status-of-bridge-is-always-ready',
    of: 'bridge',
    breaks: 'ST-02',
    by: ['status/incapable'],
    wrap: instead('STATUS', success),
  },
  {
    name: 'status-fails-without-an-error-object',
    of: 'host-local',
    breaks: 'ST-02',
    by: ['status/exhausted'],
    wrap: on('STATUS', (_, good) => {
      const said = good();
      return said.exitCode === 0 ? said : { ...said, stdout: '', stderr: 'full\n' };
    }),
  },
  {
    name: 'status-has-a-code-of-its-own',
    of: 'host-local',
    breaks: 'ST-03',
    by: ['status/exhausted'],
    wrap: on(
      'STATUS',
      misreports((error) => ({ ...error, code: 150 })),
    ),
  },
  {
    name: 'add-wants-status-first',
    of: 'loopback',
    breaks: 'ST-04',
    by: ['status/not-asked'],
    wrap: on('STATUS ADD', ({ command }, good) => {
      if (command === 'STATUS') remember('asked', 'yes');
      else if (!recall('asked')) return failure(100, 'Cannot attach: nobody has asked for the status');
      return good();
    }),
  },
  {
    name: 'del-fails-while-status-does',
    of: 'host-local',
    breaks: 'ST-05',
    by: ['status/exhausted'],
    wrap: on('DEL', (_, good) => {
      const { exitCode, ...said } = good({ env: { CNI_COMMAND: 'STATUS' } });
      return exitCode === 0 ? good() : { exitCode, ...said };
    }),
  },
  {
    name: 'add-crashes-while-status-fails',
    of: 'host-local',
    breaks: 'ST-05',
    by: ['status/incapable'],
    wrap: on('ADD', (_, good) => (good({ env: { CNI_COMMAND: 'STATUS' } }).exitCode === 0 ? good() : crash)),
  },
  {
    name: 'status-does-not-ask-ipam',
    of: 'bridge',
    breaks: 'ST-06',
    by: ['delegation/every-command'],
    wrap: misreads('STATUS', ({ ipam: _, ...conf }) => conf),
  },
  {
    name: 'status-does-not-pass-on-what-ipam-says',
    of: 'bridge',
    breaks: 'ST-06',
    by: ['delegation/errors'],
    delegate: on('STATUS', (_, good) => ({ ...good(), exitCode: 0, stdout: '' })),
  },
  {
    name: 'status-wants-a-container-id',
    of: 'loopback',
    breaks: 'ST-07',
    by: ['status/ready'],
    wrap: where(
      'STATUS',
      ({ env }) => !env.CNI_CONTAINERID,
      () => failure(4, 'Cannot do without CNI_CONTAINERID'),
    ),
  },
  {
    name: 'status-works-before-there-was-one',
    of: 'loopback',
    breaks: 'ST-08',
    by: ['status/version-without-it'],
    wrap: misreads('STATUS', (conf) => ({ ...conf, cniVersion: '1.1.0' })),
  },
  {
    name: 'status-makes-a-link-to-try',
    of: 'loopback',
    breaks: 'ST-09',
    by: ['status/ready'],
    wrap: andThen('STATUS', 'ip link add tried0 type bridge'),
  },
];
