import { mkdirSync, rmSync } from 'node:fs';
import { createConnection, type Server } from 'node:net';
import { dirname } from 'node:path';
import { CniError, Code } from '../../../lib/spec/errors.ts';
import { quote } from '../../../lib/spec/quote.ts';

const another = 'another daemon keeps the leases there';

/** The first descriptor that systemd hands over (sd_listen_fds(3)). */
const firstHandedOver = 3;

/**
 * Has a server listen: at the one socket that systemd has opened, or at a path of its own, which only its owner may
 * use. `claim` is false where another daemon, which may not listen yet or any more, has what this one is to keep. True:
 * the path is ours to remove at the end. Throws CniError (code 5) where somebody listens already or it cannot be made.
 */
export async function listen(
  server: Server,
  path: string,
  env: NodeJS.ProcessEnv,
  claim: () => boolean,
): Promise<boolean> {
  const handed = handedOver(env);
  if (handed > 1) throw refused(path, `systemd handed over ${handed} sockets, not one`);
  if (handed === 1) {
    if (!claim()) throw refused(path, another);
    await begin(server, path, () => server.listen({ fd: firstHandedOver }));
    return false;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await refuseIfAnswered(path);
  if (!claim()) throw refused(path, another);
  rmSync(path, { force: true }); // of a daemon that was killed
  await beginAlone(server, path);
  return true;
}

function handedOver(env: NodeJS.ProcessEnv): number {
  return env.LISTEN_PID === String(process.pid) ? Number(env.LISTEN_FDS ?? 0) : 0;
}

/** Never open to others, not even for the moment until its mode could be changed. */
async function beginAlone(server: Server, path: string): Promise<void> {
  const before = process.umask(0o117);
  try {
    await begin(server, path, () => server.listen(path));
  } finally {
    process.umask(before);
  }
}

function begin(server: Server, path: string, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(refused(path, error.message)));
    server.once('listening', resolve);
    start();
  });
}

function refuseIfAnswered(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.on('error', () => resolve());
    socket.on('connect', () => {
      socket.destroy();
      reject(refused(path, 'another daemon listens there'));
    });
  });
}

function refused(path: string, state: string): CniError {
  return new CniError(Code.io, `Cannot listen at ${quote(path)}: ${state}`);
}
