import { mkdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname } from 'node:path';
import { bootClock, type Clock } from '../../../lib/kernel/bootClock.ts';
import type { Runner } from '../../../lib/kernel/runner.ts';
import type { Wire } from '../../../lib/kernel/wire.ts';
import { asCniError } from '../../../lib/spec/errors.ts';
import { stateFolder } from '../folder.ts';
import { Attachments } from './attachments.ts';
import { type DaemonOptions, defaults, parseFlags } from './flags.ts';
import { standBy } from './ground.ts';
import { listen } from './listen.ts';
import { sendFromHost } from './sendFromHost.ts';
import { serve } from './serve.ts';
import { Store } from './store.ts';
import { inTurns } from './turns.ts';
import { watchClock } from './watchClock.ts';

/** Between two looks for orders that were left while this daemon ran, ms: one that is busy or stopped may not be reached. */
const obeyEvery = 5000;

/** `dhcp daemon`: runs until it is told to end by SIGTERM or SIGINT; leases stay then. Returns the exit status. */
export async function runDaemon(
  argv: readonly string[],
  { runner, wire }: { runner: Runner; wire: Wire },
): Promise<number> {
  if (argv.some((word) => ['-h', '-help', '--help'].includes(word))) return help();
  try {
    const options = parseFlags(argv);
    const socketPath = `${options.hostPrefix}${options.socketPath}`;
    const store = new Store(stateFolder(socketPath));
    store.prepare();
    const now = bootClock();
    const attachments = new Attachments(
      { standOn: inTurns(standBy(runner)), wire, log, sendFromHost, store, now, times: options },
      options.hostPrefix,
    );
    const server = serve(attachments);
    const ours = await listen(server, socketPath, process.env, () => store.claim());
    try {
      await keepLeases(attachments, { server, now, options });
    } finally {
      if (ours) rmSync(socketPath, { force: true });
    }
    return 0;
  } catch (error) {
    log(asCniError(error).message);
    return 1;
  }
}

/** From when it listens: before that, the file may be that of another daemon which does. */
async function keepLeases(
  attachments: Attachments,
  { server, now, options }: { server: Server; now: Clock; options: DaemonOptions },
): Promise<void> {
  writePid(options);
  attachments.restore();
  const stopClock = watchClock(() => attachments.look(), now);
  const orders = setInterval(() => attachments.obey(), obeyEvery);
  log(`listening at ${options.hostPrefix}${options.socketPath}`);
  await toldToEnd();
  stopClock();
  clearInterval(orders);
  server.close();
  await attachments.end();
  if (options.pidFile !== '') rmSync(options.pidFile, { force: true });
}

function writePid({ pidFile }: DaemonOptions): void {
  if (pidFile === '') return;
  mkdirSync(dirname(pidFile), { recursive: true, mode: 0o700 });
  writeFileSync(pidFile, String(process.pid), { mode: 0o644 });
}

function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

/** One line on stderr, where the journal reads it. Leases are kept also where nobody reads any more, or not fast enough. */
function log(line: string): void {
  try {
    writeSync(2, `dhcp: ${line}\n`);
  } catch {
    // EPIPE, EAGAIN, ENOSPC: there is nobody to tell it to
  }
}

function help(): number {
  const { socketPath, timeout, resendMax, resendTimeout } = defaults;
  const seconds = (ms: number) => `${ms / 1000}s`;
  writeSync(
    1,
    `dhcp daemon: gets leases for containers, and keeps them

  -socketpath PATH         where to listen, unless systemd hands over a socket (default ${socketPath})
  -pidfile PATH            where to write the process ID
  -hostprefix PATH         put before the socket's path and that of every namespace
  -broadcast               ask servers to answer by broadcast
  -timeout DURATION        first wait for an answer (default ${seconds(timeout)})
  -resendmax DURATION      longest wait between two tries (default ${seconds(resendMax)})
  -resendtimeout DURATION  all of one acquisition (default ${seconds(resendTimeout)})
`,
  );
  return 0;
}
