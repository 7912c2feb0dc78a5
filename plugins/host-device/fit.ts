import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { interfaceNameProblem } from '../../lib/spec/name.ts';
import { type Choice, refusal } from './choose.ts';
import type { DeviceFacts } from './facts.ts';
import { memoryOf } from './memory.ts';

/**
 * The link that is to be moved. Throws CniError (code 7) where there is none, and where moving it certainly breaks
 * something.
 */
export function fitLink(facts: DeviceFacts): LinkFacts {
  const { choice, link } = facts;
  if (link === undefined) throw refusal(choice, 'no such interface on the host; a container may have it');
  const problem = interfaceNameProblem(memoryOf(link).name) ?? useProblem(link, facts);
  if (problem === undefined) return link;
  throw refusal(choice, `${nameUnlessValue(link, choice)}${problem}`);
}

function useProblem(link: LinkFacts, { uppers, defaults }: DeviceFacts): string | undefined {
  if (link.name === 'lo') return 'the loopback cannot be moved';
  if (link.master !== undefined) return `it is a part of "${link.master}"`;
  if (uppers.length > 0) return `"${uppers.join('", "')}" stands on it`;
  if (/^weft:(?!host-device:)/.test(link.alias)) return `it belongs to the attachment "${link.alias}"`;
  const only = [false, true].some((isV6) => {
    const devices = defaults.filter((route) => route.isV6 === isV6).map(({ dev }) => dev);
    return devices.length > 0 && devices.every((dev) => dev === link.name);
  });
  return only ? "the host's only default route leads through it" : undefined;
}

function nameUnlessValue({ name }: LinkFacts, { value }: Choice): string {
  return name === value ? '' : `"${name}": `;
}
