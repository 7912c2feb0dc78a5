import {
  callPlugin,
  type PluginOutcome,
  type PluginOutput,
  pluginsUnderTest,
} from '../../lib/testing/callPlugin.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

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
  /** Milliseconds. */
  timeout?: number;
}

/** host-local with the subnet that most tests use. */
export const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };
export const dual = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
};

/**
 * For tests: a network of the compiled `bridge` on a throwaway host, "mynet" on "cni0" as a gateway unless told
 * otherwise.
 */
export class BridgeNetwork {
  readonly host: Host;
  readonly #own: Record<string, unknown>;
  readonly #cniPath: string;

  /** `folders`: of plugins, searched before those under test. */
  constructor(host: Host, own: Record<string, unknown> = {}, ...folders: string[]) {
    this.host = host;
    this.#own = own;
    this.#cniPath = [...folders, pluginsUnderTest].join(':');
  }

  /** The configuration as a runtime would send it. */
  conf({ conf, prevResult }: Call = {}): Record<string, unknown> {
    const base = {
      cniVersion: '1.1.0',
      name: 'mynet',
      type: 'bridge',
      bridge: 'cni0',
      isGateway: true,
      ipam: v4,
    };
    return { ...base, ...this.#own, ...conf, ...(prevResult === undefined ? {} : { prevResult }) };
  }

  /** One call, whatever becomes of it. */
  call(command: string, whom: Whom | undefined, call: Call = {}): Promise<PluginOutcome> {
    const { args, env, timeout, ifName = 'eth0' } = call;
    const attachment = whom && { containerId: whom.id, ifName, ...(whom.netns && { netns: whom.netns }) };
    const more = { ...(args && { args }), ...(timeout && { timeout }) };
    return callPlugin({
      host: this.host,
      type: 'bridge',
      command,
      conf: this.conf(call),
      ...attachment,
      ...more,
      env: { CNI_PATH: this.#cniPath, ...env },
    });
  }

  /** ADD that has to succeed; its result. */
  async add(whom: Whom, call: Call = {}): Promise<PluginOutput> {
    return succeeded(await this.call('ADD', whom, call)).json ?? {};
  }

  /** DEL, CHECK, GC and STATUS that have to succeed. */
  async del(whom: Whom, call: Call = {}): Promise<void> {
    silent(await this.call('DEL', whom, call));
  }

  async check(whom: Whom, prevResult: unknown, call: Call = {}): Promise<void> {
    silent(await this.call('CHECK', whom, { ...call, prevResult }));
  }

  /** `valid`: container IDs, each with eth0, or "id:ifname". */
  async gc(valid: string[], call: Call = {}): Promise<void> {
    silent(
      await this.call('GC', undefined, {
        ...call,
        conf: { ...call.conf, 'cni.dev/valid-attachments': attachments(valid) },
      }),
    );
  }

  async status(call: Call = {}): Promise<void> {
    silent(await this.call('STATUS', undefined, call));
  }

  /** A call that has to fail with one error object; that object. */
  async refused(command: string, whom: Whom | undefined, call: Call = {}): Promise<PluginOutput> {
    return errorOf(await this.call(command, whom, call));
  }
}

/** As a runtime lists them for GC. */
export function attachments(valid: string[]): object[] {
  return valid.map((text) => {
    const [containerID, ifname = 'eth0'] = text.split(':');
    return { containerID, ifname };
  });
}

/** The outcome of a call that has to succeed. */
export function succeeded(outcome: PluginOutcome): PluginOutcome {
  demandSuccess(outcome);
  return outcome;
}

/** Success of a command that prints nothing. */
function silent(outcome: PluginOutcome): void {
  expect(succeeded(outcome).stdout).toBe('');
}

/** The error object of a call that has to fail: one document with the specification's keys, and exit status 1. */
export function errorOf({ exitCode, stdout, stderr, json }: PluginOutcome): PluginOutput {
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 1 });
  expect(json).toMatchObject({
    cniVersion: expect.any(String),
    code: expect.any(Number),
    msg: expect.stringMatching(/./),
  });
  return json ?? {};
}
