import { existsSync } from 'node:fs';
import { pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { attachmentNamed, configurationOf, type Own } from './attachments.ts';
import type { Case } from './cases.ts';
import { referenceKnowsNftables } from './knowsNftables.ts';
import { deviceOf } from './layDevice.ts';

/** Whose plugins are called. Nothing: a program that does nothing, to see what it costs to start anything at all. */
export type Side = 'weft' | 'reference' | 'nothing';

/** The program that a case calls for a side. */
export function programOf({ of }: Pick<Case, 'of'>, side: Side): string {
  if (side === 'nothing') return '/bin/true';
  return `${side === 'weft' ? pluginsUnderTest : referencePlugins}/${attachmentNamed(of).program}`;
}

/** The programs of the whole list, in order. */
export function programsOf({ of, chained = [] }: Pick<Case, 'of' | 'chained'>, side: Side): string[] {
  return [of, ...chained].map((name) => programOf({ of: name }, side));
}

/** Bridge, network, subnet and device are each side's own, so that neither works for the other. */
export function ownOf(side: Side): Own {
  const subnet = side === 'weft' ? '10.91.0.0/16' : '10.92.0.0/16';
  // The reference names a link after the bridge and the VLAN: 15 bytes must do for both.
  return {
    network: side === 'weft' ? 'bench-weft' : 'bench-ref',
    subnet,
    device: deviceOf(side),
    hostPort: '@PORT@',
  };
}

/** A configuration for each of them. */
export function configurations({ of, chained = [] }: Pick<Case, 'of' | 'chained'>, side: Side): object[] {
  return [of, ...chained].map((name) => configurationOf(attachmentNamed(name), ownOf(side)));
}

/** Ours, and the reference's where it has such a plugin, and that does the same. */
export async function sidesOf(one: Case): Promise<Side[]> {
  const has = programsOf(one, 'reference').every((program) => existsSync(program));
  const both = has && (one.of !== 'bridge ipMasq nftables' || (await referenceKnowsNftables()));
  return both ? ['reference', 'weft'] : ['weft'];
}
