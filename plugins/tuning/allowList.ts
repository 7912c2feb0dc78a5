import { readFileSync } from '#files';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import { refusal, type Sysctl, spellings } from './sysctls.ts';

/** Says which sysctls may be set; where it is not there, all may. */
const allowListPath = '/etc/cni/tuning/allowlist.conf';

/** One line of the list. */
interface Allowed {
  line: string;
  pattern: RegExp;
}

/**
 * The list, or undefined if there is none. Throws CniError (code 5) if it cannot be read, 7 for a line that is no
 * regular expression.
 */
export function readAllowList(path = allowListPath): Allowed[] | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/^(ENOENT|ENOTDIR)\b/.test(reason)) return undefined;
    throw new CniError(Code.io, `Cannot read ${quote(path)}: ${reason}`);
  }
  return parseAllowList(text, path);
}

/**
 * One regular expression per line that is not blank; there are no comments. Each has to fit a whole key:
 * unanchored, "net.core" would let through whatever holds it.
 */
export function parseAllowList(text: string, path = allowListPath): Allowed[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    try {
      return [{ line, pattern: new RegExp(`^(?:${line})$`, 'u') }];
    } catch {
      throw new CniError(
        Code.invalidConfig,
        `Cannot use ${quote(path)}, line ${index + 1} ${quote(line)}: not a regular expression`,
      );
    }
  });
}

/** Throws CniError (code 7) for the first sysctl that no line allows, in whatever spelling the line has it. */
export function refuseUnlisted(sysctls: Sysctl[], ifName: string, list: Allowed[] | undefined): void {
  if (list === undefined) return;
  for (const sysctl of sysctls) {
    const known = spellings(sysctl, ifName);
    if (list.some(({ pattern }) => known.some((key) => pattern.test(key)))) continue;
    const allowed = list.map(({ line }) => line).join(' ');
    throw refusal(sysctl, `not allowed by ${allowListPath}, which has ${quote(allowed)}`);
  }
}
