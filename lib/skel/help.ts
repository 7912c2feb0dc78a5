import { versions } from '../spec/version.ts';
import type { Plugin } from './plugin.ts';

/** What a plugin says about itself when a person asks. */
export function help(plugin: Pick<Plugin<unknown>, 'type' | 'summary'>, version: string): string {
  const { type, summary } = plugin;
  return `${type} (weft ${version}): ${summary}

By hand:
  ${type} add <container-id> <netns> [--ifname eth0] [--conf FILE]
  ${type} check <container-id> <netns> [--ifname eth0] [--conf FILE] [--result FILE]
  ${type} del <container-id> [<netns>] [--ifname eth0] [--conf FILE]
  ${type} gc --none-valid | --valid <container-id>[:<ifname>] [--valid ...] [--conf FILE]
  ${type} status [--conf FILE]
  ${type} version

  <netns>       path of the container's network namespace, or a name below /run/netns
  --ifname      name of the interface in the container (default eth0)
  --conf FILE   configuration: a plugin's object, or a list that has one of type "${type}" (default: standard input)
  --result FILE what ADD printed, for check and del
  --valid ID    for gc: this attachment (eth0 unless told) still exists; what belongs to no such one is removed
  --trace       say on stderr what is done, as commands that you could type

Example:
  ip netns add blue
  ${type} add blue /run/netns/blue --conf my-network.conflist

By a runtime: environment variables CNI_COMMAND (ADD, DEL, CHECK, GC, STATUS, VERSION), CNI_CONTAINERID, CNI_NETNS,
CNI_IFNAME, CNI_ARGS, CNI_PATH, and the configuration on standard input.
CNI protocol versions supported: ${versions.join(', ')}
`;
}
