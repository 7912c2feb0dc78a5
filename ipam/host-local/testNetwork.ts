import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { NetworkRequest } from '../../lib/skel/request.ts';
import type { World } from '../../lib/skel/world.ts';
import type { Command } from '../../lib/spec/commands.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { parseResult } from '../../lib/spec/convert.ts';
import { asCniError, type CniError } from '../../lib/spec/errors.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { HostLocalConf } from './conf.ts';
import { hostLocal } from './main.ts';

/** What may differ from call to call. */
export interface Call {
  ifName?: string;
  /** Members of `ipam`. */
  ipam?: Record<string, unknown>;
  /** Top members of the configuration. */
  conf?: Record<string, unknown>;
  args?: Record<string, string>;
}

/** For tests: a network whose reservations are in a folder of its own, which vanishes with `using`. */
export class TestNetwork implements Disposable {
  readonly dataDir = mkdtempSync(`${tmpdir()}/host-local-`);
  readonly network: string;
  readonly ipam: Record<string, unknown>;

  constructor(ipam: Record<string, unknown> = { subnet: '10.1.2.0/24' }, network = 'mynet') {
    this.ipam = ipam;
    this.network = network;
  }

  [Symbol.dispose](): void {
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  get folder(): string {
    return `${this.dataDir}/${this.network}`;
  }

  /** Names and content of what is in the network's folder, the reference's lock left out. */
  get files(): Record<string, string> {
    const names = readdirSync(this.folder).filter((name) => name !== 'lock');
    return Object.fromEntries(names.map((name) => [name, readFileSync(`${this.folder}/${name}`, 'utf8')]));
  }

  /** The configuration as a runtime would send it. */
  conf({ ipam, conf }: Call = {}): Record<string, unknown> {
    const all = { type: 'host-local', dataDir: this.dataDir, ...this.ipam, ...ipam };
    return { cniVersion: '1.1.0', name: this.network, type: 'spy', ipam: all, ...conf };
  }

  /** The addresses of the result. */
  async addresses(containerId: string, call: Call = {}): Promise<string[]> {
    return ((await this.add(containerId, call)).ips ?? []).map(({ address }) => address);
  }

  add(containerId: string, call: Call = {}): Promise<Result> {
    return hostLocal.add(this.#attachment('ADD', containerId, call), world);
  }

  del(containerId: string, call: Call = {}): Promise<void> {
    return hostLocal.del(this.#attachment('DEL', containerId, call), world);
  }

  check(containerId: string, prevResult: Result, call: Call = {}): Promise<void> {
    return hostLocal.check(
      {
        ...this.#attachment('CHECK', containerId, call),
        prevResult: parseResult({ ...prevResult }, '1.1.0'),
      },
      world,
    );
  }

  gc(valid: [containerId: string, ifName: string][], call: Call = {}): Promise<void> {
    const validAttachments = valid.map(([containerId, ifName]) => ({ containerId, ifName }));
    return hostLocal.gc({ ...this.#request('GC', call), validAttachments }, world);
  }

  status(call: Call = {}): Promise<void> {
    return hostLocal.status(this.#request('STATUS', call), world);
  }

  #attachment(command: Command, containerId: string, call: Call) {
    return { ...this.#request(command, call), containerId, ifName: call.ifName ?? 'eth0', sandbox: '/x' };
  }

  #request(command: Command, call: Call): NetworkRequest<HostLocalConf> {
    const network = parseNetworkConf(this.conf(call));
    const conf = hostLocal.parse({ command, network, args: new Map(Object.entries(call.args ?? {})) });
    const invocation = { env: {}, stdin: '' };
    return {
      command,
      version: network.version,
      network: network.network,
      conf,
      validAttachments: [],
      invocation,
    };
  }
}

/** The error that a call fails with. */
export async function failure(call: () => Promise<unknown>): Promise<CniError> {
  try {
    await call();
  } catch (error) {
    return asCniError(error);
  }
  throw new Error('Expected a failure: the call succeeded');
}

/** host-local reaches nothing but the disk. */
const world: World = {
  runner: undefined as never,
  delegate: undefined as never,
  trace: () => undefined,
};
