import { openSync } from '#files';
import { enterNetwork } from './libc-bun.ts';
import { type Netns, refuse } from './netns.ts';

let own: number | undefined;

/**
 * Does something in another network namespace: this thread enters it by setns(2) and comes back. What is done must be done
 * when it returns, since nothing that runs later runs there. Programs started in it stay there. Entering costs 0.1 ms where
 * `nsenter` and a shell for the sysctls cost 2. Throws CniError (code 4) if the namespace cannot be entered.
 */
export function within<T>(netns: Netns | undefined, action: () => T): T {
  if (netns === undefined) return action();
  own ??= openSync('/proc/self/ns/net', 'r');
  if (!enterNetwork(netns.fd)) throw refuse(netns.given, notOne);
  try {
    return action();
  } finally {
    // To go on in the container would be worse than to end here: every step after this one is meant for the host.
    if (!enterNetwork(own)) process.kill(process.pid, 'SIGKILL');
  }
}

const notOne = 'is not a network namespace';

/** What keeps us from entering a namespace. */
export function enterProblem(netns: Netns): string | undefined {
  try {
    within(netns, () => {});
    return undefined;
  } catch {
    return notOne;
  }
}
