import { handingOn, saidFunction } from './replay.ts';

/** One step that a case took, as shell: enough to take it again by hand. */
export interface Step {
  /** Name of the container it was taken in; absent for the host. */
  container?: string;
  /** Lines of shell. */
  script: string;
  /** For an ADD that succeeded: its result, as JSON in one line. Later steps may hold the same text. */
  result?: string;
}

/** Name and ID of a trial's first container. */
export const firstContainer = 'c1';

/** What was done in a trial so far, in order. */
export class Journal {
  readonly #steps: Step[] = [];
  /** Places that do not exist outside of the trial, and what stands for them in a script. */
  readonly #names = new Map<string, string>();
  readonly #ifName: string;

  constructor(ifName: string) {
    this.#ifName = ifName;
  }

  /** Notes a step that is about to be taken. */
  note(step: Step): void {
    this.#steps.push(step);
  }

  /** A path that scripts must call by another name. */
  rename(path: string, name: string): void {
    this.#names.set(path, name);
  }

  /**
   * A script that does everything so far again, to be run as root on any machine: in namespaces of its own, with `folders` of
   * executables where the trial had them. The last command is the one in question.
   */
  script(folders: string[]): string {
    const steps = handingOn(this.#steps);
    // Held open before anything is put over them: a folder may well be below /opt itself.
    const opened = folders.map((folder, i) => `exec ${i + 3}< ${word(folder)}`);
    const binds = folders.map((_, i) => {
      const at = mountPoint(i);
      return `mkdir -p ${at}; mount --no-canonicalize --bind /proc/self/fd/${i + 3} ${at}; exec ${i + 3}<&-`;
    });
    const lines = [
      "unshare --net --mount --pid --fork --mount-proc --propagation private sh <<'BY_HAND'",
      ...opened,
      'for folder in /opt /run /var/lib; do mount -t tmpfs tmpfs $folder; done',
      ...binds,
      'mkdir -p /run/netns /run/lock /var/lib/cni; ip link set lo up; cd /',
      `export IFNAME=${this.#ifName} CONTAINER=${firstContainer}`,
      ...(steps.some(({ script }) => script.includes('$(said ')) ? [saidFunction] : []),
      ...steps.map(rendered),
      'BY_HAND',
    ];
    let text = lines.join('\n');
    for (const [path, name] of this.#names) text = text.replaceAll(path, name);
    return text;
  }
}

/** Where the n-th folder of executables is found in a trial. */
export function mountPoint(n: number): string {
  return n === 0 ? '/opt/cni/bin' : `/opt/cni/bin${n + 1}`;
}

function rendered({ container, script }: Step): string {
  if (container === undefined) return script;
  const own = container === firstContainer ? '' : `CONTAINER=${container} `;
  return `${own}ip netns exec ${container} sh -ec ${word(script)} </dev/null`;
}

/** A word of shell that means exactly this text. */
export function word(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
