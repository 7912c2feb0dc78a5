import { systemPath } from '../../lib/testing/needs.ts';
import type { Outcome } from '../../lib/testing/outcome.ts';
import type { SpyAnswer, SpyCall, SpyPlugins } from '../../lib/testing/spyPlugins.ts';
import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import type { Journal } from '../conformance/journal.ts';
import { CannotJudge } from '../conformance/judgement.ts';
import type { SpecText } from '../conformance/requirement.ts';
import type { Adapter, CommandName } from './adapter.ts';
import { canBeTold, lineOf, type Values, variablesOf } from './commandText.ts';
import { Findings } from './findings.ts';
import { type RuntimeCall, told } from './runtimeCall.ts';
import { callLine, fileScript, spyScript, withLog } from './runtimeScript.ts';
import { spyResult } from './spyResult.ts';

/** The name of the network that cases configure. */
export const networkName = 'conformance';
/** Where spies are found: the whole of CNI_PATH. */
export const pluginFolder = '/opt/cni/bin';
/** Milliseconds after which a command is killed. */
const patience = 20_000;

/** What a trial is made of; see `openRuntimeTrial`. */
export interface Ground {
  adapter: Adapter;
  caseName: string;
  text: SpecText;
  host: Host;
  container: Container;
  spies: SpyPlugins;
  journal: Journal;
}

/** One run of one case: a fresh host with spies for plugins, the means to command the runtime, and what is found. */
export class RuntimeTrial extends Findings {
  readonly adapter: Adapter;
  readonly host: Host;
  readonly container: Container;
  /** A folder that the host shares, for spies to leave something in. */
  readonly room: string;
  readonly text: SpecText;
  readonly #ground: Ground;

  constructor(ground: Ground) {
    super(ground.caseName, () => withLog(ground.journal.script([])));
    this.text = ground.text;
    this.#ground = ground;
    this.adapter = ground.adapter;
    this.host = ground.host;
    this.container = ground.container;
    this.room = ground.spies.room;
  }

  /** The highest version that the runtime supports. */
  get version(): string {
    return this.adapter.versions.at(-1) ?? '0.1.0';
  }

  /** What a list of this network has at the least, for versions that have lists. */
  list(plugins: unknown, more: object = {}): Record<string, unknown> {
    return { cniVersion: this.version, name: networkName, ...more, plugins };
  }

  /** Makes the file of a network, and what is not text JSON. */
  configure(content: unknown, file = '10-conformance.conflist'): void {
    const path = `${this.adapter.confDir}/${file}`;
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    this.#ground.journal.note({ script: fileScript(path, text) });
    this.host.write(path, text);
  }

  /** Plants a plugin that answers ADD with a result of its own, and as it is told. */
  spy(type: string, answers: Record<string, SpyAnswer> = {}): void {
    const { versions } = this.adapter;
    const well = { CHECK: {}, DEL: {}, GC: {}, STATUS: {} };
    const all: Record<string, SpyAnswer> = {
      ...well,
      ADD: { stdout: spyResult(type, this.version) },
      VERSION: { stdout: { cniVersion: this.version, supportedVersions: versions } },
      ...answers,
    };
    this.#ground.spies.plant(type, all);
    this.#ground.journal.note({ script: spyScript(type, all) });
  }

  /** Plants spies and configures the network with them, in this order. */
  chain(types: string[], more: object = {}): void {
    for (const type of types) this.spy(type);
    this.configure(
      this.list(
        types.map((type) => ({ type })),
        more,
      ),
    );
  }

  /** Gives the runtime a command. Never throws for what the runtime does. */
  async run(command: CommandName, change: Values = {}): Promise<RuntimeCall> {
    const { line, env } = this.#prepared(command, change);
    this.#ground.journal.note({ script: callLine(env, line) });
    return this.#start(command, line, env);
  }

  /** Gives the runtime two commands at the same time. */
  async both(...two: [CommandName, Values][]): Promise<RuntimeCall[]> {
    const all = two.map(([command, change]) => ({ command, ...this.#prepared(command, change) }));
    const script = `${all.map(({ env, line }) => `${callLine(env, line)} &`).join('\n')}\nwait`;
    this.#ground.journal.note({ script });
    return Promise.all(all.map(({ command, line, env }) => this.#start(command, line, env)));
  }

  /** A command that has to succeed for the case to mean anything; otherwise the case ends here. */
  async must(command: CommandName, change: Values = {}): Promise<RuntimeCall> {
    const call = await this.run(command, change);
    if (call.exitCode !== 0) throw new CannotJudge(`${command} fails here: ${told(call)}`);
    return call;
  }

  /** Runs lines of shell on the host; ends the case if one fails. */
  async sh(script: string): Promise<Outcome> {
    this.#ground.journal.note({ script });
    const done = await this.host.run(['sh', '-ec', script]);
    if (done.exitCode !== 0) throw new CannotJudge(`cannot do "${script}": ${done.stderr.trim()}`);
    return done;
  }

  /** True if the runtime can be told this parameter. */
  can(what: Parameters<typeof canBeTold>[1]): boolean {
    return canBeTold(this.adapter, what);
  }

  #prepared(command: CommandName, change: Values) {
    const values = { ...this.#usual(), ...change };
    const env = { PATH: systemPath, HOME: '/run', LC_ALL: 'C', ...variablesOf(this.adapter, values) };
    return { line: lineOf(this.adapter, command, values), env };
  }

  async #start(command: CommandName, line: string, env: Record<string, string>): Promise<RuntimeCall> {
    const before = this.#calls().length;
    const outcome = await this.host.run(['sh', '-c', line], { env, timeout: patience });
    const reproduce = this.script();
    const calls = this.#calls().slice(before);
    const spied = calls.filter((call) => call.command !== 'VERSION');
    return { ...outcome, command, spied, asked: calls.length - spied.length, reproduce };
  }

  #usual(): Values {
    const { confDir, cacheDir, folder } = this.adapter;
    const { id: containerId, netns } = this.container;
    const places = { adapter: folder, confDir, cacheDir, cniPath: pluginFolder };
    return { ...places, network: networkName, containerId, netns, ifname: 'eth0', valid: [] };
  }

  /** What is no JSON cannot be judged any further. */
  #calls(): SpyCall[] {
    try {
      return this.#ground.spies.calls();
    } catch (error) {
      const seen = (error as Error).message;
      this.judge('EXEC-02', false, 'the configuration as JSON on standard input', seen);
      throw new CannotJudge(`a plugin got no JSON on standard input: ${seen}`);
    }
  }
}
