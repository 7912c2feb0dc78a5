import type { ConfSource } from '../../lib/skel/plugin.ts';
import { Code } from '../../lib/spec/errors.ts';
import { Fields } from '../../lib/spec/fields.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';

const flags = ['isGateway', 'isDefaultGateway', 'ipMasq', 'macspoofchk'] as const;
const texts = ['ipMasqBackend', 'bridge', 'vlan'] as const;

/**
 * The keys that DEL and GC make use of; every other counts as absent. So does a value with which ADD would have made
 * nothing: what was made under another configuration must be removable. Only GC, which looks at the bridge itself, is
 * given `bridge` and `vlan` as they are, to be judged.
 */
export function removalKeys({ command, network }: ConfSource): Record<string, unknown> {
  const { json } = new Fields(network.json, [...flags, ...texts], { path: '', code: Code.invalidConfig });
  const { ipMasqBackend, bridge, vlan } = json;
  const isName = typeof bridge === 'string' && interfaceNameProblem(bridge) === undefined;
  const isBackend = ipMasqBackend === 'iptables' || ipMasqBackend === 'nftables';
  return {
    ...Object.fromEntries(flags.map((key) => [key, json[key] === true])),
    ...(isBackend && { ipMasqBackend }),
    ...(command === 'GC' ? { bridge, vlan } : isName && { bridge }),
  };
}
