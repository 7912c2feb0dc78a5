import { isMulticastMac, isZeroMac, parseMac } from '../net/mac.ts';
import { CniError, Code } from '../spec/errors.ts';
import { quote } from '../spec/quote.ts';
import { refuseUnknownArgs } from './args.ts';
import type { ConfSource } from './plugin.ts';

/**
 * The MAC somebody wants for the container's interface: runtimeConfig.mac overrides args.cni.mac, which overrides MAC in
 * CNI_ARGS, which overrides `own`, the plugin's own key. Canonical text; undefined if nobody wants one. Throws CniError for
 * one that no interface can have, and for other CNI_ARGS.
 */
export function wantedMac({ network, args }: ConfSource, own?: unknown): string | undefined {
  refuseUnknownArgs(args, ['MAC']);
  return firstMac([
    ['runtimeConfig.mac', network.runtimeConfig.mac],
    ['args.cni.mac', network.args.mac],
    ['CNI_ARGS MAC', args.get('MAC')],
    ['mac', own],
  ]);
}

/** The MAC that the first of `sources` says, key and value, that says one. Throws as `wantedMac`. */
export function firstMac(sources: [string, unknown][]): string | undefined {
  const [name, text] =
    sources.find(([, value]) => value !== undefined && value !== null && value !== '') ?? [];
  return name === undefined ? undefined : judgedMac(name, text);
}

function judgedMac(name: string, text: unknown): string {
  const mac = typeof text === 'string' ? parseMac(text) : undefined;
  const problem = mac === undefined ? 'not a MAC address of six bytes' : unusable(mac);
  if (mac === undefined || problem !== undefined)
    throw new CniError(Code.invalidConfig, `Cannot use ${quote(name)} ${quote(text)}: ${problem}`);
  return mac;
}

function unusable(mac: string): string | undefined {
  if (isMulticastMac(mac)) return 'a multicast address';
  return isZeroMac(mac) ? 'the zero address' : undefined;
}
