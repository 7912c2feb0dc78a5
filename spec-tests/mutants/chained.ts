import { crash, type Mutant } from './mutant.ts';
import { shell } from './shell.ts';
import { lies, misreads, where } from './wraps.ts';

/** Mutants in a chain, behind a plugin that has made the interface. */
export const chained: Mutant[] = [
  {
    name: 'chained-drops-prev-result',
    of: 'chained',
    breaks: 'ADD-03',
    by: ['add/prev-result'],
    wrap: misreads('ADD', ({ prevResult: _, ...conf }) => conf),
  },
  {
    name: 'chained-forgets-dns',
    of: 'chained',
    breaks: 'ADD-03',
    by: ['add/prev-result'],
    wrap: lies(({ dns: _, ...json }) => json),
  },
  {
    name: 'chained-lies-about-a-mac',
    of: 'chained',
    breaks: 'ADD-09',
    by: ['add/prev-result'],
    wrap: lies((json) => ({
      ...json,
      interfaces: json.interfaces?.map((one) => ({ ...one, mac: '02:00:00:00:00:99' })),
    })),
  },
  {
    name: 'chained-crashes-without-prev-result',
    of: 'chained',
    breaks: 'ADD-15',
    by: ['add/no-prev-result'],
    wrap: where(
      'ADD',
      ({ conf }) => !conf.prevResult,
      () => crash,
    ),
  },
  {
    name: 'chained-takes-a-prev-result-that-is-none',
    of: 'chained',
    breaks: 'ADD-16',
    by: ['add/broken-prev-result'],
    wrap: where(
      'ADD',
      ({ conf }) => !Array.isArray(conf.prevResult?.interfaces),
      (heard, good) => good({ conf: { ...heard.conf, prevResult: { cniVersion: '1.1.0' } } }),
    ),
  },
  {
    name: 'chained-crashes-on-a-link-of-another-type',
    of: 'chained',
    breaks: 'CNV-04',
    by: ['conf/foreign-link'],
    wrap: where(
      'ADD',
      (heard) => shell(heard, 'ip -d link show $CNI_IFNAME', 'container').includes('bridge '),
      () => crash,
    ),
  },
];
