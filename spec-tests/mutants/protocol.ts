import { spawn } from 'node:child_process';
import { crash, failure, type Mutant, success } from './mutant.ts';
import { recall, remember, shell } from './shell.ts';
import { instead, lies, misreads, on, where } from './wraps.ts';

/** Mutants that break the execution protocol: exit status, standard input and output, several at once, the end of a call. */
export const protocol: Mutant[] = [
  {
    name: 'fails-with-exit-status-0',
    of: 'host-local',
    breaks: 'EXEC-03',
    by: ['exec/plain'],
    wrap: (_, good) => ({ ...good(), exitCode: 0 }),
  },
  {
    name: 'del-succeeds-with-exit-status-1',
    of: 'loopback',
    breaks: 'EXEC-03',
    by: ['exec/plain'],
    wrap: on('DEL', (_, good) => ({ ...good(), exitCode: 1 })),
  },
  {
    name: 'add-prints-a-list',
    of: 'bridge',
    breaks: 'EXEC-05',
    by: ['add/truth'],
    wrap: lies((result) => [result]),
  },
  {
    name: 'says-hello-on-stdout',
    of: 'host-local',
    breaks: 'EXEC-07',
    by: ['exec/plain'],
    wrap(_, good) {
      const said = good();
      return { ...said, stdout: `attaching\n${said.stdout}` };
    },
  },
  {
    name: 'prints-its-result-twice',
    of: 'loopback',
    breaks: 'EXEC-07',
    by: ['exec/plain'],
    wrap: on('ADD', (_, good) => {
      const said = good();
      return { ...said, stdout: said.stdout + said.stdout };
    }),
  },
  {
    name: 'del-hides-its-error-behind-exit-status-0',
    of: 'bridge',
    breaks: 'EXEC-08',
    by: ['del/link-gone'],
    wrap: where(
      'DEL',
      (heard) => shell(heard, 'ip link show $CNI_IFNAME', 'container') === '',
      (_, good) => ({
        ...good(),
        stdout: failure(100, 'Cannot delete the link: it is gone').stdout,
      }),
    ),
  },
  {
    name: 'refuses-a-second-call-at-once',
    of: 'bridge',
    breaks: 'EXEC-09',
    by: ['exec/concurrent'],
    wrap(heard, good) {
      if (shell(heard, 'mkdir /run/busy && echo got').trim() !== 'got') return failure(11, 'Busy: try again');
      try {
        return good();
      } finally {
        shell(heard, 'rmdir /run/busy');
      }
    },
  },
  {
    name: 'counts-addresses-without-a-lock',
    of: 'host-local',
    breaks: 'EXEC-09',
    by: ['exec/concurrent'],
    wrap: lies((result, heard) => {
      const next = Number(recall('count') ?? 9) + 1;
      shell(heard, 'sleep 0.1');
      remember('count', `${next}`);
      return { ...result, ips: [{ ...result.ips?.[0], address: `10.96.0.${next}/24` }] };
    }),
  },
  {
    name: 'reads-the-first-piece-of-stdin',
    of: 'loopback',
    breaks: 'EXEC-13',
    by: ['exec/stdin'],
    wrap: (heard, good) => good({ stdin: heard.firstPiece() }),
  },
  {
    name: 'leaves-a-child-that-holds-stdout',
    of: 'loopback',
    breaks: 'EXEC-14',
    by: ['exec/plain'],
    wrap: on('DEL', (_, good) => {
      const said = good();
      spawn('/bin/sleep', ['600'], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] }).unref();
      return said;
    }),
  },
  {
    name: 'hangs-without-prev-result',
    of: 'host-local',
    breaks: 'EXEC-14',
    by: ['check/without-result'],
    wrap: where(
      'CHECK',
      ({ conf }) => !conf.prevResult,
      (heard, good) => {
        shell(heard, 'sleep 600');
        return good();
      },
    ),
  },
  {
    name: 'takes-the-first-of-two-documents',
    of: 'host-local',
    breaks: 'EXEC-15',
    by: ['stdin/malformed'],
    wrap: ({ stdin }, good) => good({ stdin: stdin.replace(/\}(\{.*|x)$/s, '}') }),
  },
  {
    name: 'takes-a-number-for-a-name',
    of: 'host-local',
    breaks: 'EXEC-16',
    by: ['stdin/wrong-types'],
    wrap: misreads('ADD', (conf) => ({ ...conf, name: String(conf.name) })),
  },
  {
    name: 'crashes-on-deep-json',
    of: 'host-local',
    breaks: 'EXEC-17',
    by: ['hostile/extremes'],
    wrap: (heard, good) => (/\[{5000}/.test(heard.stdin) ? crash : good()),
  },
  {
    name: 'ends-by-a-signal-for-a-list-that-is-none',
    of: 'host-local',
    breaks: 'EXEC-17',
    by: ['hostile/attachments'],
    wrap: where(
      'GC',
      ({ conf }) => !Array.isArray(conf['cni.dev/valid-attachments']),
      () => {
        process.kill(process.pid, 'SIGSEGV');
        return success;
      },
    ),
  },
  {
    name: 'writes-its-errors-to-stderr-alone',
    of: 'loopback',
    breaks: 'EXEC-04',
    by: ['version/unsupported'],
    wrap(_, good) {
      const said = good();
      return said.exitCode === 0 ? said : { ...said, stdout: '', stderr: 'cannot do that\n' };
    },
  },
  {
    name: 'add-says-nothing',
    of: 'loopback',
    breaks: 'ADD-02',
    by: ['version/1.1.0'],
    wrap: on('ADD', (_, good) => ({ ...good(), stdout: '' })),
  },
  {
    name: 'takes-words-for-parameters',
    of: 'loopback',
    breaks: 'EXEC-02',
    by: ['exec/surroundings'],
    wrap: (heard, good) => (heard.words.includes('CHECK') ? good({ env: { CNI_COMMAND: 'CHECK' } }) : good()),
    survives:
      'told as INFO only: the text says how parameters come, and not that words on a command line are to be ignored',
  },
  {
    name: 'knows-no-status',
    of: 'loopback',
    breaks: 'ENV-01',
    by: ['version/commands'],
    wrap: instead('STATUS', failure(4, 'Cannot use CNI_COMMAND "STATUS": unknown')),
  },
];
