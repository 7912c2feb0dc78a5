import type { Judgement } from './judgement.ts';
import type { OpenTrial } from './openTrial.ts';

/** The trials of failing cases that live on for somebody to look at. They end with this process. */
export class Kept {
  readonly #trials: { open: OpenTrial; about: string }[] = [];

  /** Takes a trial over if anything in it went against the subject. */
  readonly keep = (open: OpenTrial, judgements: readonly Judgement[], name: string): boolean => {
    const about = [...new Set(judgements.filter(({ ok }) => !ok).map(({ requirement }) => requirement))];
    if (about.length > 0) this.#trials.push({ open, about: `${name}: ${about.join(', ')}` });
    return about.length > 0;
  };

  get count(): number {
    return this.#trials.length;
  }

  /** How to enter each of them, as shell, with what was found there: two lines per trial. */
  howToEnter(rootless: boolean): string {
    return this.#trials.map(({ open, about }) => described(open, about, rootless)).join('\n');
  }

  async close(): Promise<void> {
    for (const { open } of this.#trials.splice(0)) await open[Symbol.asyncDispose]();
  }
}

/** The container is entered from the host: `ip netns exec c1 sh`. */
function described({ trial }: OpenTrial, about: string, rootless: boolean): string {
  const { host, container, subject } = trial;
  const user = rootless ? ' --user --preserve-credentials' : '';
  const enter = `nsenter --target=${host.pid}${user} --mount --pid --net`;
  return `${subject.type} ${about}\n  ${enter}    then, for the container: ip netns exec ${container.id} sh`;
}
