import { eventually } from '../../lib/testing/eventually.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { busyboxImage } from './image.ts';

/** A real containerd with an image of busybox, living in a throwaway host and gone with it. */
export interface Containerd {
  /** Starts a container and waits until it runs. With `cni`, `ctr` attaches it and, after its end, detaches it. */
  start(id: string, network: 'cni' | 'none'): Promise<RunningContainer>;
}

export interface RunningContainer {
  /** Of its first process, as the host sees it. */
  pid: number;
  /** Runs a command inside; throws if it fails. */
  exec(...command: string[]): Promise<Outcome>;
  /** Kills it and waits until containerd, and `ctr` with its CNI plugins, have cleaned up. */
  end(): Promise<Outcome>;
}

/**
 * Only what a container needs is loaded: no CRI, no snapshotter but `native`, which copies and so works on any file system:
 * /var of a throwaway host is an overlay already. `runtime.v1.linux` has to stay: in 1.6 the tasks service refuses to start without it.
 */
const configuration = `
version = 2
disabled_plugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.internal.v1.opt",
  "io.containerd.internal.v1.restart",
  "io.containerd.monitor.v1.cgroups",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.overlayfs",
  "io.containerd.snapshotter.v1.zfs",
]
`;

const image = 'example.org/busybox:test';

/** Root, state and socket are at containerd's own default paths: in a throwaway host those are private. */
export async function startContainerd(host: Host): Promise<Containerd> {
  host.write('/etc/containerd/config.toml', configuration);
  host.write('/run/busybox.tar', busyboxImage(image));
  await host.ok(['sh', '-c', 'exec setsid containerd >/run/containerd.log 2>&1 </dev/null &']);
  const answer = () => host.run(['ctr', 'version']);
  await eventually('containerd to answer', answer, ({ exitCode }) => exitCode === 0, 20_000);
  await host.ok(['ctr', 'images', 'import', '--snapshotter', 'native', '/run/busybox.tar']);
  return { start: (id, network) => start(host, id, network) };
}

/** In the foreground: it is `ctr run` itself that detaches at the end, and with --detach this `ctr` never does. */
async function start(host: Host, id: string, network: 'cni' | 'none'): Promise<RunningContainer> {
  // An empty --cgroup makes runc put it into one of its own name, which runc removes without leaving a parent behind.
  const options = [
    '--rm',
    '--snapshotter',
    'native',
    '--cgroup',
    '',
    ...(network === 'cni' ? ['--cni'] : []),
  ];
  const running = host.run(['ctr', 'run', ...options, image, id], { timeout: 120_000 });
  const failed = running.then(({ exitCode, stderr }) => {
    const log = host.read('/run/containerd.log').split('\n').slice(-10).join('\n');
    throw new Error(`Cannot run container "${id}": ctr ended with exit code ${exitCode}\n${stderr}\n${log}`);
  });
  failed.catch(() => {}); // Its end is expected once it has run.
  const pid = await Promise.race([
    failed,
    eventually(`"${id}" to run`, () => pidOf(host, id), Boolean, 20_000),
  ]);
  let count = 0;
  return {
    pid,
    exec: (...command) => host.ok(['ctr', 'task', 'exec', '--exec-id', `exec${++count}`, id, ...command]),
    async end() {
      await host.ok(['ctr', 'task', 'kill', '--signal', 'SIGKILL', id]);
      return running;
    },
  };
}

/** From `ctr task list`, "TASK PID STATUS"; 0 while it does not run. */
async function pidOf(host: Host, id: string): Promise<number> {
  const { stdout } = await host.ok(['ctr', 'task', 'list']);
  return Number(new RegExp(`^${id}\\s+(\\d+)\\s+RUNNING`, 'm').exec(stdout)?.[1] ?? 0);
}
