import { existsSync } from '#files';
import { ipFamily } from '../../lib/spec/addressText.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import { quote } from '../../lib/spec/quote.ts';
import type { Dns } from '../../lib/spec/result.ts';
import { tidy } from '../../lib/spec/tidy.ts';
import { readIfThere } from './disk.ts';

/**
 * What a file in the format of /etc/resolv.conf says, as the `dns` of a result. `nameserver`, `search` and `options` add up
 * over lines, the last `domain` counts; lines that begin with "#" or ";", unknown keywords, and a nameserver that is no
 * address are passed over, as by the resolver itself.
 */
export function parseResolvConf(text: string): Dns {
  const said = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [keyword = '', ...words] = line.trim().split(/\s+/);
    said.set(keyword, [...(said.get(keyword) ?? []), ...meant(keyword, words)]);
  }
  const dns = {
    nameservers: said.get('nameserver'),
    domain: said.get('domain')?.at(-1),
    search: said.get('search'),
    options: said.get('options'),
  };
  return tidy<Dns>(dns, ['nameservers', 'domain', 'search', 'options']);
}

/** Reads such a file. Throws CniError (code 5) naming key and value if it cannot be read. */
export function readResolvConf(path: string): Dns {
  const text = readIfThere(path);
  if (text !== undefined) return parseResolvConf(text);
  const state = existsSync(path) ? 'it is a folder' : 'there is no such file';
  throw new CniError(Code.io, `Cannot read "resolvConf" ${quote(path)}: ${state}`);
}

/** The words that count after a keyword. A nameserver may carry a zone ("fe80::1%eth0"). */
function meant(keyword: string, words: string[]): string[] {
  const [first = ''] = words;
  if (keyword === 'nameserver') return ipFamily(first.replace(/%.+$/, '')) ? [first] : [];
  return keyword === 'domain' ? words.slice(0, 1) : words;
}
