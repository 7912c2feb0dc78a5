import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import { canonicalCidr, canonicalSubnet } from './spelling.ts';

type Part = Record<string, unknown>;

/** What a plugin's output lacks of the prevResult that it was given. */
export interface Loss {
  /** "interfaces[0] eth0: not in the output": nothing that a plugin may do to a prevResult. */
  lost: string[];
  /** "interfaces[1].mac \"02:…\": now \"0a:…\"": a modification, which may be the plugin's purpose. */
  changed: string[];
}

/** Holds an output against the prevResult, in the form of 0.3.0 or later. More than was given is no loss. */
export function prevResultLoss(previous: PluginOutput, output: PluginOutput): Loss {
  const loss: Loss = { lost: [], changed: [] };
  interfaceLoss(previous, output, loss);
  addressLoss(previous, output, loss);
  routeLoss(previous, output, loss);
  keyLoss('dns', previous.dns ?? {}, output.dns ?? {}, loss);
  return loss;
}

/** Entries must stay where they are: `ips` refer to them by number. */
function interfaceLoss(previous: PluginOutput, output: PluginOutput, loss: Loss): void {
  const after = output.interfaces ?? [];
  for (const [i, entry] of (previous.interfaces ?? []).entries()) {
    const found = after.findIndex((one) => nameOf(one) === nameOf(entry));
    const path = `interfaces[${i}]`;
    if (found < 0) loss.lost.push(`${path} ${nameOf(entry)}: not in the output`);
    else keyLoss(path, entry, after[found] ?? {}, loss);
    if (found >= 0 && found !== i) loss.changed.push(`${path} ${nameOf(entry)}: now interfaces[${found}]`);
  }
}

function addressLoss(previous: PluginOutput, output: PluginOutput, loss: Loss): void {
  for (const [i, entry] of (previous.ips ?? []).entries()) {
    const given = canonicalCidr(entry.address);
    const found = output.ips?.find(({ address }) => canonicalCidr(address) === given);
    const path = `ips[${i}]`;
    if (!found) {
      loss.lost.push(`${path} ${entry.address}: not in the output`);
      continue;
    }
    const { interface: before, ...rest } = entry;
    keyLoss(path, rest, found, loss);
    const names = [holder(previous, before), holder(output, found.interface)];
    if (names[0] !== names[1])
      loss.lost.push(`${path} ${entry.address}: was on ${names[0]}, now on ${names[1]}`);
  }
}

function routeLoss(previous: PluginOutput, output: PluginOutput, loss: Loss): void {
  for (const [i, route] of (previous.routes ?? []).entries()) {
    const given = canonicalSubnet(route.dst);
    const same = output.routes?.filter(({ dst }) => canonicalSubnet(dst) === given) ?? [];
    const found = same.find(({ table }) => table === route.table) ?? same[0];
    if (found) keyLoss(`routes[${i}]`, route, found, loss);
    else loss.lost.push(`routes[${i}] ${route.dst}: not in the output`);
  }
}

function keyLoss(path: string, before: Part, after: Part, loss: Loss): void {
  for (const [key, value] of Object.entries(before)) {
    const now = JSON.stringify(after[key]);
    if (now === JSON.stringify(value) || (now === undefined && value === '')) continue;
    const text = `${path}.${key} ${JSON.stringify(value)}`;
    if (now === undefined) loss.lost.push(`${text}: not in the output`);
    else loss.changed.push(`${text}: now ${now}`);
  }
}

function nameOf({ name, sandbox }: { name: string; sandbox?: string }): string {
  return sandbox ? `${name} in ${sandbox}` : name;
}

function holder({ interfaces = [] }: PluginOutput, index: number | undefined): string {
  const entry = index === undefined ? undefined : interfaces[index];
  return entry ? nameOf(entry) : 'no interface';
}
