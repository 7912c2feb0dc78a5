import { keep } from './keeper.ts';
import { type Place, placeBehind } from './place.ts';

/** A stand-in for a container: a network namespace with nothing but a loopback that is down, as runtimes make it. */
export interface Container extends Place, AsyncDisposable {
  /** Its container ID; the same as its name. */
  readonly id: string;
  /** The path of its network namespace inside the host: what CNI_NETNS says. */
  readonly netns: string;
  /** Removes it now. It goes with the host anyway. */
  remove(): Promise<void>;
}

/** A container whose namespace has a name under /run/netns of the host. Takes about 5 ms. */
export async function namedContainer(host: Place, pid: number, name: string): Promise<Container> {
  await host.ok(['ip', 'netns', 'add', name]);
  return containerAt(host, pid, name, `/run/netns/${name}`, async () => {
    await host.run(['ip', 'netns', 'delete', name]);
  });
}

/** A container whose namespace lives through a process. `remove` ends that process and waits for its end. */
export async function processContainer(host: Place, pid: number, name: string): Promise<Container> {
  const keeper = await keep([...host.enter, 'unshare', '--net', 'sh', '-c', 'echo $$; exec cat']);
  return containerAt(host, pid, name, `/proc/${keeper.ready}/ns/net`, () => keeper.end());
}

function containerAt(
  host: Place,
  pid: number,
  name: string,
  netns: string,
  remove: () => Promise<void>,
): Container {
  const [nsenter = 'nsenter'] = host.enter;
  // The path is looked up before the host's mounts are entered, so it goes through the root of the host's process 1.
  const enter = [nsenter, `--target=${pid}`, '--mount', '--pid', `--net=${host.outside(netns)}`, '--'];
  const place = placeBehind(name, enter, `/proc/${pid}/root`);
  return { ...place, id: name, netns, remove, [Symbol.asyncDispose]: remove };
}
