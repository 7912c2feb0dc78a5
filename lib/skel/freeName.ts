import type { LinkFacts } from '../kernel/observe.ts';
import { CniError, Code } from '../spec/errors.ts';

/** Throws CniError (code 104) if `found`, what is called `ifName` in the container, is anything at all. */
export function refuseTaken(ifName: string, found: LinkFacts | undefined): void {
  if (found !== undefined)
    throw new CniError(Code.nameTaken, `Cannot attach "${ifName}": name already exists in the container`);
}
