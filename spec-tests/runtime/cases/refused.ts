import { networkName } from '../runtimeTrial.ts';

/** A document that must not lead to a call of any plugin. */
export interface Refused {
  requirement: string;
  /** What is wrong with it: completes "a configuration …". */
  what: string;
  /** The whole file, or top-level keys to replace in a good list. */
  text?: string;
  list?: Record<string, unknown>;
  /** The network that is asked for. */
  network?: string;
  /** The specification says what is right but not that a runtime has to refuse the rest. */
  open?: true;
}

/** A configuration that works. */
export const good = { cniVersion: '1.0.0', name: networkName, plugins: [{ type: 'first' }] };
const nested = (plugin: unknown) => ({ plugins: [plugin] });
const named = (name: string): Refused => ({
  requirement: name.includes('/') ? 'CFG-06' : 'CFG-04',
  what: `with the name ${JSON.stringify(name)}`,
  list: { name },
  network: name,
});

/** One row for each way to get a configuration wrong. */
export const refused: Refused[] = [
  { requirement: 'CFG-01', what: 'that is a list', text: JSON.stringify([good]) },
  { requirement: 'CFG-01', what: 'that is a text', text: '"first"' },
  { requirement: 'CFG-01', what: 'that is null', text: 'null' },
  { requirement: 'CFG-01', what: 'that is empty', text: '' },
  { requirement: 'CFG-01', what: 'followed by rubbish', text: `${JSON.stringify(good)} rubbish` },
  { requirement: 'CFG-01', what: 'with a comment', text: `// no\n${JSON.stringify(good)}`, open: true },
  {
    requirement: 'CFG-01',
    what: 'with a byte order mark',
    text: `\ufeff${JSON.stringify(good)}`,
    open: true,
  },
  { requirement: 'CFG-02', what: 'with a number for cniVersion', list: { cniVersion: 1 }, open: true },
  { requirement: 'CFG-03', what: 'with a text for cniVersions', list: { cniVersions: '1.0.0' }, open: true },
  { requirement: 'CFG-03', what: 'with a number in cniVersions', list: { cniVersions: [1] }, open: true },
  {
    requirement: 'CFG-03',
    what: 'with "1.0.f" in cniVersions',
    list: { cniVersions: ['1.0.f'] },
    open: true,
  },
  ...['', '.x', '-x', '_x', 'a/b', 'a b', 'a%b', 'é', 'a\n'].map(named),
  {
    requirement: 'CFG-10',
    what: 'with an object for plugins',
    list: { plugins: { type: 'first' } },
    open: true,
  },
  { requirement: 'CFG-10', what: 'without any plugin', list: { plugins: [] }, open: true },
  { requirement: 'CFG-10', what: 'with a text for a plugin', list: nested('first'), open: true },
  { requirement: 'PCF-01', what: 'with a plugin without type', list: nested({ mtu: 1 }) },
  { requirement: 'PCF-01', what: 'with an empty type', list: nested({ type: '' }) },
  { requirement: 'PCF-01', what: 'with a number for type', list: nested({ type: 5 }) },
  { requirement: 'PCF-02', what: 'with type "../bin/first"', list: nested({ type: '../bin/first' }) },
  {
    requirement: 'PCF-02',
    what: 'with type "/opt/cni/bin/first"',
    list: nested({ type: '/opt/cni/bin/first' }),
  },
  {
    requirement: 'PCF-03',
    what: 'with a text for a capability',
    list: nested({ type: 'first', capabilities: { mac: 'yes' } }),
    open: true,
  },
];
