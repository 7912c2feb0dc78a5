import { edited, type Mutant, success } from './mutant.ts';

/** Mutants that break the protocol: environment, standard input and output, versions. */
export const protocol: Mutant[] = [
  {
    name: 'says-hello-on-stdout',
    of: 'bridge',
    breaks: 'EXEC-07',
    wrap(_, good) {
      const said = good();
      return { ...said, stdout: `attaching\n${said.stdout}` };
    },
  },
  {
    name: 'fails-with-exit-status-0',
    of: 'bridge',
    breaks: 'EXEC-03',
    wrap: (_, good) => ({ ...good(), exitCode: 0 }),
  },
  {
    name: 'version-does-not-echo',
    of: 'bridge',
    breaks: 'VER-02',
    wrap: ({ command }, good) =>
      command === 'VERSION' ? edited(good(), (json) => ({ ...json, cniVersion: '1.1.0' })) : good(),
  },
  {
    name: 'check-believes-everything',
    of: 'bridge',
    breaks: 'CHK-03',
    wrap: ({ command }, good) => (command === 'CHECK' ? success : good()),
  },
];
