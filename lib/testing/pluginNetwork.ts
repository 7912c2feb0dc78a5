import { callPlugin, type PluginOutcome, type PluginOutput, pluginsUnderTest } from './callPlugin.ts';
import { demandSuccess } from './outcome.ts';
import type { Host } from './throwawayHost.ts';

/** What of a container a call needs. */
export interface Whom {
  id: string;
  /** Absent: the call names no namespace. */
  netns?: string;
}

/** What may differ from call to call. */
export interface Call {
  ifName?: string;
  /** Top members of the configuration; undefined takes one away. */
  conf?: Record<string, unknown>;
  prevResult?: unknown;
  /** CNI_ARGS. */
  args?: string;
  env?: Record<string, string | undefined>;
}

/** For tests: the network "mynet" of one compiled plugin on a throwaway host. */
export class PluginNetwork {
  readonly host: Host;
  readonly #own: Record<string, unknown> & { type: string };
  readonly #cniPath: string;

  /** `own`: the configuration but for version and name. `folders`: of plugins, searched before those under test. */
  constructor(host: Host, own: Record<string, unknown> & { type: string }, ...folders: string[]) {
    this.host = host;
    this.#own = own;
    this.#cniPath = [...folders, pluginsUnderTest].join(':');
  }

  /** The configuration as a runtime would send it. */
  conf({ conf, prevResult }: Call = {}): Record<string, unknown> {
    const base = { cniVersion: '1.1.0', name: 'mynet', ...this.#own, ...conf };
    return prevResult === undefined ? base : { ...base, prevResult };
  }

  /** One call, whatever becomes of it. */
  call(command: string, whom: Whom | undefined, call: Call = {}): Promise<PluginOutcome> {
    const { args, env, ifName = 'eth0' } = call;
    const attachment = whom && { containerId: whom.id, ifName, ...(whom.netns && { netns: whom.netns }) };
    return callPlugin({
      host: this.host,
      type: this.#own.type,
      command,
      conf: this.conf(call),
      ...attachment,
      ...(args === undefined ? {} : { args }),
      env: { CNI_PATH: this.#cniPath, ...env },
    });
  }

  /** ADD that has to succeed; its result. */
  async add(whom: Whom, call: Call = {}): Promise<PluginOutput> {
    const outcome = await this.call('ADD', whom, call);
    demandSuccess(outcome);
    return outcome.json ?? {};
  }

  /** DEL, CHECK, GC and STATUS that have to succeed, and to print nothing. */
  async del(whom: Whom, call: Call = {}): Promise<void> {
    await this.#silent('DEL', whom, call);
  }

  async check(whom: Whom, prevResult: unknown, call: Call = {}): Promise<void> {
    await this.#silent('CHECK', whom, { ...call, prevResult });
  }

  /** `valid`: container IDs, each with eth0, or "id:ifname". */
  async gc(valid: string[], call: Call = {}): Promise<void> {
    const conf = { ...call.conf, 'cni.dev/valid-attachments': attachments(valid) };
    await this.#silent('GC', undefined, { ...call, conf });
  }

  async status(call: Call = {}): Promise<void> {
    await this.#silent('STATUS', undefined, call);
  }

  /** A call that has to fail with one error object; that object. */
  async refused(command: string, whom: Whom | undefined, call: Call = {}): Promise<PluginOutput> {
    const { exitCode, stdout, stderr, json } = await this.call(command, whom, call);
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 1 });
    const object = {
      cniVersion: expect.any(String),
      code: expect.any(Number),
      msg: expect.stringMatching(/./),
    };
    expect(json).toMatchObject(object);
    return json ?? {};
  }

  async #silent(command: string, whom: Whom | undefined, call: Call): Promise<void> {
    const outcome = await this.call(command, whom, call);
    demandSuccess(outcome);
    expect(outcome.stdout).toBe('');
  }
}

/** As a runtime lists them for GC. */
function attachments(valid: string[]): object[] {
  return valid.map((text) => {
    const [containerID, ifname = 'eth0'] = text.split(':');
    return { containerID, ifname };
  });
}
