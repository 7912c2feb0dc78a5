import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { programPath } from '../kernel/programPath.ts';
import { hostSetup } from './hostSetup.ts';
import { keep } from './keeper.ts';
import { needs } from './needs.ts';
import { type Place, placeBehind } from './place.ts';
import { type Container, namedContainer, processContainer } from './throwawayContainer.ts';

/**
 * A stand-in for a whole machine: its own network, mounts and processes, with empty /run, /var/lib/cni, /etc/cni/net.d
 * and /opt/cni/bin, and loopback up. Nothing done in it reaches the machine; /tmp and the checkout are shared.
 * It is gone, with every process in it, when the scope that made it is left, or when this process dies in any way.
 */
export interface Host extends Place, AsyncDisposable {
  /** Process 1 of the host, as this process sees it. `/proc/<pid>/ns/net` is its network from outside. */
  readonly pid: number;
  /** Its network namespace as programs inside of it reach it. */
  readonly netns: string;
  /** A container whose namespace has a name under /run/netns of the host. Its ID and name: `name`, or c1, c2, … */
  container(name?: string): Promise<Container>;
  /** A container whose namespace is that of a sleeping process: /proc/<pid>/ns/net. */
  processContainer(name?: string): Promise<Container>;
  /** Writes a file below /etc, /opt, /run or /var of the host, and the folders above it. Elsewhere it throws. */
  write(path: string, content: string | Uint8Array): void;
  /** Reads such a file as text. */
  read(path: string): string;
}

export interface HostOptions {
  /** For messages and snapshots. Default: "host". */
  name?: string;
  /**
   * Folders of executables, seven at most, to be found at /opt/cni/bin, /opt/cni/bin2, … Default: the first is empty.
   */
  plugins?: string | string[];
}

const unshare = [
  'unshare',
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--propagation',
  'private',
];

/** Makes a host: `await using host = await throwawayHost();`. Takes about 40 ms. Throws where rights are missing. */
export async function throwawayHost({ name = 'host', plugins = [] }: HostOptions = {}): Promise<Host> {
  needs('unshare', 'nsenter', 'mount', 'ip');
  const folders = typeof plugins === 'string' ? [plugins] : plugins;
  const keeper = await keep([...unshare, 'sh', '-c', hostSetup, 'sh', ...folders]);
  const pid = Number(keeper.ready);
  return hostAt(name, pid, () => keeper.end());
}

/** Ending must not throw: on Node 20 nothing can hold a test's own error and that of its clean-up together. */
function hostAt(name: string, pid: number, end: () => Promise<void>): Host {
  const place = placeBehind(name, enterHost(pid), `/proc/${pid}/root`);
  let count = 0;
  const named = (given: string | undefined) => given ?? `c${++count}`;
  return {
    ...place,
    pid,
    netns: '/proc/1/ns/net',
    container: (given) => namedContainer(place, pid, named(given)),
    processContainer: (given) => processContainer(place, pid, named(given)),
    write(path, content) {
      mkdirSync(dirname(ownFile(place, path)), { recursive: true });
      writeFileSync(ownFile(place, path), content);
    },
    read: (path) => readFileSync(ownFile(place, path), 'utf8'),
    [Symbol.asyncDispose]: end,
  };
}

/**
 * Everything else is the machine's, and below /proc/sys/net the kernel shows everybody his own network, whatever the
 * path.
 */
function ownFile(place: Place, path: string): string {
  if (!/^\/(etc|opt|run|var)\//.test(path))
    throw new Error(`Cannot reach "${path}" in ${place.name}: only /etc, /opt, /run and /var are its own`);
  return place.outside(path);
}

/** `nsenter` by its path: the environment that a test gives to a program may be empty. */
function enterHost(pid: number): string[] {
  return [programPath('nsenter') ?? 'nsenter', `--target=${pid}`, '--mount', '--pid', '--net', '--'];
}
