import { existsSync } from 'node:fs';
import { renderResult } from '../../lib/spec/convert.ts';
import type { Result } from '../../lib/spec/result.ts';
import { callPlugin, type PluginOutput } from '../../lib/testing/callPlugin.ts';
import { difference } from '../../lib/testing/difference.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import { type Snapshot, snapshot } from '../../lib/testing/snapshot.ts';
import { type SpyAnswer, type SpyPlugins, spyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { type Call, type CallChange, told } from './call.ts';
import { commandLine, environmentOf, stdinOf } from './callText.ts';
import { mapsOtherUsers } from './environment.ts';
import { invariants } from './invariants.ts';
import { firstContainer, type Journal, mountPoint, type Step } from './journal.ts';
import { CannotJudge, type Judgement } from './judgement.ts';
import { limit } from './patience.ts';
import { interfaceResult, interfaceScripts } from './preparedInterface.ts';
import type { PluginConf } from './profile.ts';
import type { Level } from './requirement.ts';
import { containerSentinels } from './sentinels.ts';
import type { Subject } from './subject.ts';
import { legible } from './trialResult.ts';

/** Milliseconds after which a call is killed and said not to end. */
const patience = 20_000;

/** What a trial is made of; see `openTrial`. */
export interface Ground {
  subject: Subject;
  caseName: string;
  host: Host;
  journal: Journal;
}

/**
 * One run of one case: a fresh host with the plugin and a container, the means to call it and to look at what it did, and the
 * judgements that come of it. Every call and every line of shell is noted, so that a failure can be repeated by hand.
 */
export class Trial {
  readonly subject: Subject;
  readonly host: Host;
  readonly judgements: Judgement[] = [];
  readonly #ground: Ground;
  readonly #containers: Container[] = [];
  #count = 0;
  #first: Container | undefined;
  readonly #results = new Map<string, PluginOutput>();
  #spies: SpyPlugins | undefined;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.subject = ground.subject;
    this.host = ground.host;
  }

  /** The first container. */
  get container(): Container {
    if (!this.#first) throw new Error('The trial has not been opened');
    return this.#first;
  }

  /** One more container, prepared like the first. The first call of it is `openTrial`'s. */
  async another(): Promise<Container> {
    const n = ++this.#count;
    const { journal, host, subject } = this.#ground;
    journal.note({ script: `ip netns add c${n}` });
    const container = await host.container(`c${n}`);
    this.#containers.push(container);
    this.#first ??= container;
    await this.sh(
      container,
      [...containerSentinels, ...(subject.profile.prepare?.container ?? [])].join('\n'),
    );
    if (subject.profile.kind === 'chained') {
      const scripts = interfaceScripts(n, container, this.ifName);
      await this.sh(host, scripts.host);
      await this.sh(container, scripts.container);
    }
    return container;
  }

  /** The interface name that calls use. */
  get ifName(): string {
    return usualIfName(this.subject);
  }

  /** CNI_PATH of calls: the spies, if any were planted, then the folders of the subject. */
  get cniPath(): string {
    const folders = this.subject.folders.map((_, i) => mountPoint(i));
    return [...(this.#spies ? [this.#spies.path] : []), ...folders].join(':');
  }

  /** The minimal configuration, with changes: what calls get on standard input. */
  conf(change: Pick<CallChange, 'conf' | 'version' | 'network'> = {}): PluginConf {
    const version = 'version' in change ? change.version : this.subject.version;
    const { type, profile } = this.subject;
    return {
      cniVersion: version,
      name: change.network ?? 'conformance',
      type,
      ...profile.conf,
      ...change.conf,
    };
  }

  /** The prevResult that the plugin before this one would have returned, for an interface that is really there. */
  preparedResult(container: Container = this.container, version: string = this.subject.version): object {
    const n = Number(container.id.slice(1));
    return renderResult(interfaceResult(n, container, this.ifName) as unknown as Result, version);
  }

  /** Calls the plugin. Never throws for what it does; what holds of every call is judged at once. */
  async call(command: string, change: CallChange = {}): Promise<Call> {
    if (change.via?.includes('setpriv') && !mapsOtherUsers())
      throw new CannotJudge('calls as another user need root: this user namespace has no other users');
    const { host, journal, subject } = this.#ground;
    const env = environmentOf(this, command, change);
    const stdin = stdinOf(this, command, change, this.#defaultPrevResult(command, change));
    const step: Step = { script: commandLine(folderOf(subject), subject.type, env, stdin, change) };
    journal.note(step);
    const outcome = await callPlugin({
      host,
      type: subject.type,
      command,
      cniPath: this.subject.folders.map((_, i) => mountPoint(i)).join(':'),
      conf: stdin,
      env: { CNI_PATH: undefined, CNI_COMMAND: undefined, ...env },
      timeout: change.killAfter ?? limit(patience),
      ...(change.via ? { via: change.via } : {}),
    });
    const call: Call = { ...outcome, command, env, stdin, reproduce: journal.script(subject.folders) };
    for (const found of invariants(call, change.killAfter !== undefined))
      this.#note({ ...found, reproduce: call.reproduce });
    if (command === 'ADD' && call.exitCode === 0 && call.json) {
      this.#results.set(attachmentOf(env), call.json);
      step.result = JSON.stringify(call.json);
    }
    return call;
  }

  /** ADD that has to work for the case to mean anything; otherwise the case ends here. `result` is without nulls. */
  async add(change: CallChange = {}): Promise<{ call: Call; result: PluginOutput }> {
    const call = await this.call('ADD', change);
    if (call.exitCode !== 0 || !call.json) throw new CannotJudge(`ADD fails here: ${told(call)}`);
    return { call, result: legible(call.json) };
  }

  /** Forgets the results of earlier ADDs, so that CHECK and DEL get no prevResult by themselves. */
  forgetResults(): void {
    this.#results.clear();
  }

  #defaultPrevResult(command: string, change: CallChange): unknown {
    if ('prevResult' in change) return change.prevResult;
    const { kind, prevResult = kind === 'chained' } = this.subject.profile;
    if (command === 'ADD' && prevResult)
      return this.preparedResult(change.container, change.version ?? this.subject.version);
    if (command !== 'CHECK' && command !== 'DEL') return undefined;
    return this.#results.get(attachmentOf(environmentOf(this, command, change)));
  }

  /** Runs lines of shell on the host or in a container; ends the case if one fails. */
  async sh(place: Host | Container, script: string): Promise<Outcome> {
    const done = await this.try(place, script);
    if (done.exitCode !== 0)
      throw new CannotJudge(`cannot do "${script}": ${done.stderr.trim() || `exit status ${done.exitCode}`}`);
    return done;
  }

  /** Runs lines of shell on the host or in a container, whatever becomes of them. */
  async try(place: Host | Container, script: string): Promise<Outcome> {
    const container = 'id' in place ? { container: place.id } : {};
    this.#ground.journal.note({ ...container, script });
    const env = {
      PATH: systemPath,
      HOME: '/run',
      LC_ALL: 'C',
      IFNAME: this.ifName,
      CONTAINER: 'id' in place ? place.id : firstContainer,
    };
    return place.run(['sh', '-ec', script], { env });
  }

  /** Plants an executable before all others on CNI_PATH that writes down its calls and answers as it is told. */
  spy(type: string, answers: Record<string, SpyAnswer> = {}): SpyPlugins {
    if (!this.#spies) {
      this.#spies = spyPlugins();
      this.#ground.journal.rename(this.#spies.path, '/run/spies');
    }
    this.#spies.plant(type, answers);
    this.#ground.journal.note({ script: spyScript(type, answers) });
    return this.#spies;
  }

  /** The state of host and containers, with files. */
  snapshot(): Promise<Snapshot> {
    return snapshot(this.host, ...this.#containers);
  }

  /** What differs from an earlier snapshot, without what the profile lets remain. A container that is gone must have been left out. */
  async since(before: Snapshot): Promise<string[]> {
    const remains = (this.subject.profile.remains ?? []).map((pattern) => new RegExp(pattern));
    const changed = difference(before, await this.snapshot());
    return changed.filter((line) => !remains.some((pattern) => pattern.test(line)));
  }

  /** Takes a container away, as a runtime does after its end. Later snapshots are without it. */
  async remove(container: Container): Promise<void> {
    this.#ground.journal.note({ script: `ip netns delete ${container.id}` });
    await container.remove();
    const at = this.#containers.indexOf(container);
    if (at >= 0) this.#containers.splice(at, 1);
  }

  /**
   * Notes whether the plugin did what a requirement asks. `seen`: a call, or what was found in words. `level`: for a part of
   * the requirement that the text words more weakly than the rest.
   */
  judge(
    requirement: string,
    ok: boolean,
    expected: string,
    seen: Call | string | string[],
    level?: Level,
  ): void {
    this.#judged(requirement, ok, expected, seen, level === undefined ? {} : { level });
  }

  /** The same, told but never held against the plugin: for what the text leaves open. */
  observe(requirement: string, ok: boolean, expected: string, seen: Call | string | string[]): void {
    this.#judged(requirement, ok, expected, seen, { level: 'may' });
  }

  #judged(
    requirement: string,
    ok: boolean,
    expected: string,
    seen: Call | string | string[],
    as: { level?: Level },
  ) {
    const reproduce =
      typeof seen === 'object' && 'reproduce' in seen
        ? seen.reproduce
        : this.#ground.journal.script(this.subject.folders);
    this.#note({ requirement, ok, expected, seen: textOf(seen), reproduce, ...as });
  }

  #note(judgement: Omit<Judgement, 'case'>): void {
    this.judgements.push({ ...judgement, case: this.#ground.caseName });
  }

  [Symbol.dispose](): void {
    this.#spies?.[Symbol.dispose]();
  }
}

/** Where the subject's executable is found in a trial. */
function folderOf({ folders, type }: Subject): string {
  return mountPoint(
    Math.max(
      0,
      folders.findIndex((folder) => existsSync(`${folder}/${type}`)),
    ),
  );
}

/** The interface name that runtimes use for such a plugin. */
export function usualIfName({ profile }: Subject): string {
  return profile.kind === 'loopback' ? 'lo' : 'eth0';
}

function textOf(seen: Call | string | string[]): string {
  if (typeof seen === 'string') return seen;
  if (Array.isArray(seen)) return seen.length > 0 ? seen.join('\n') : 'nothing';
  return told(seen);
}

/** Two ADDs with the same are one attachment. */
function attachmentOf(env: Record<string, string>): string {
  return `${env.CNI_CONTAINERID} ${env.CNI_IFNAME}`;
}

function spyScript(type: string, answers: Record<string, SpyAnswer>): string {
  const cases = Object.entries({ ADD: { stdout: { dns: { domain: type } } }, ...answers }).map(
    ([command, { stdout = '', stderr = '', exit = 0, before = ':' }]: [string, SpyAnswer]) => {
      const out = typeof stdout === 'string' ? stdout : JSON.stringify(stdout);
      return `${command}) ${before}; printf %s ${quoted(out)}; printf %s ${quoted(stderr)} >&2; exit ${exit};;`;
    },
  );
  const body = `#!/bin/sh\ncat > /dev/null\ncase $CNI_COMMAND in\n${cases.join('\n')}\nesac`;
  return `mkdir -p /run/spies\ncat > /run/spies/${type} <<'SPY'\n${body}\nSPY\nchmod +x /run/spies/${type}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
