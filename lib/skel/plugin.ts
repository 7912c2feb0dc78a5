import type { Command } from '../spec/commands.ts';
import type { NetworkConf } from '../spec/conf.ts';
import type { Result } from '../spec/result.ts';
import type { AttachmentRequest, NetworkRequest } from './request.ts';
import type { World } from './world.ts';

/**
 * What a plugin is: its configuration and the five commands that do something. None of them may be missing: a command
 * that does nothing and says "ok" is a defect, so a plugin with nothing to do for one says why in its README.
 */
export interface Plugin<Conf> {
  /** The name of the executable, and the `type` of a configuration. */
  type: string;
  /**
   * "interface": works in the container's namespace, which must be there for ADD and CHECK. "ipam": never enters it.
   * "chained": as "interface", and ADD and CHECK need the result of the plugin before it.
   */
  kind: 'interface' | 'ipam' | 'chained';
  /** One line for `--help`. */
  summary: string;
  /** Turns a configuration into the plugin's own type, or throws CniError naming key and value. Changes nothing. */
  parse(source: ConfSource): Conf;
  /** Attaches, or throws and leaves nothing. Any version: the caller converts the result. */
  add(request: AttachmentRequest<Conf>, world: World): Promise<Result>;
  /** Removes everything that is there; what is gone already is fine. Throws one error that lists all that failed. */
  del(request: AttachmentRequest<Conf>, world: World): Promise<void>;
  /** Throws when what is there differs from what ADD made. Changes nothing. */
  check(request: AttachmentRequest<Conf>, world: World): Promise<void>;
  /**
   * Puts back what an attachment that is there has lost, as by a flush of the packet filter; of an interface plugin
   * rules and forwarding alone. Absent: nothing is put back, or for a chained plugin, ADD does it: done again for the
   * same owner it makes all that is missing.
   */
  repair?(request: AttachmentRequest<Conf>, world: World): Promise<void>;
  /** Removes everything of this network that belongs to no attachment in `request.validAttachments`. */
  gc(request: NetworkRequest<Conf>, world: World): Promise<void>;
  /** Throws (code 50 or 51) when ADD could not be serviced. Changes nothing. */
  status(request: NetworkRequest<Conf>, world: World): Promise<void>;
}

/** What `parse` is given. `network.json` and `args` are still in the caller's words. */
export interface ConfSource {
  /** DEL and GC should not fail over keys that only ADD needs. */
  command: Command;
  /** The generic part of the configuration, judged; all of it is in `network.json`. */
  network: NetworkConf;
  /** CNI_ARGS as key and value. */
  args: ReadonlyMap<string, string>;
}
