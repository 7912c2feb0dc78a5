import type { Door } from '../../lib/kernel/door.ts';
import { type LinkFacts, linkFacts, showLink } from '../../lib/kernel/observe.ts';
import type { Result } from '../../lib/spec/result.ts';
import { portCandidates } from './opening.ts';

/** What "isolated" is about below IP: the ports of the container on its bridge. */
export async function bridgePorts(result: Result, door: Door): Promise<LinkFacts[]> {
  const answers = await door.ask('host', ...portCandidates(result).map(showLink));
  return answers.flatMap((answer) => {
    const link = linkFacts(answer);
    return link?.port === undefined ? [] : [link];
  });
}
