import { isDeepStrictEqual } from 'node:util';
import type { RuntimeCall } from '../runtimeCall.ts';
import type { RuntimeCase } from '../runtimeCase.ts';
import type { RuntimeTrial } from '../runtimeTrial.ts';

/** Keys of every JSON type that no specification knows. */
const unknown: Record<string, unknown> = {
  nested: { deep: [{ er: 1 }] },
  emptyObject: {},
  emptyList: [],
  nothing: null,
  no: false,
  zero: 0,
  large: 9007199254740991,
  fraction: 1.25,
  'ünï.code/ключ': 'ä€𝄞<&>"\\\u0001',
  emptyText: '',
  '': 'no name',
  MTU: 1400,
};

const listKeys = ['cniVersions', 'disableCheck', 'disableGC', 'plugins', 'loadOnlyInlinedPlugins'];

/** Everything the runtime can do to a network, as far as the adapter has commands for it. */
async function everything(trial: RuntimeTrial): Promise<RuntimeCall[]> {
  const calls = [await trial.must('add')];
  for (const command of ['check', 'status', 'gc', 'del'] as const) {
    const containerId = calls[0]?.spied[0]?.env.CNI_CONTAINERID ?? '';
    const valid = [{ containerId, ifname: 'eth0' }];
    if (trial.adapter.commands[command]) calls.push(await trial.run(command, { valid }));
  }
  return calls;
}

/** What plugins are given on standard input. */
export const passedOn: RuntimeCase[] = [
  {
    name: 'passed-on/unknown-keys',
    title: 'Keys that the specification does not know reach the plugin unchanged',
    judges: ['PCF-08', 'REQ-07'],
    async run(trial) {
      trial.spy('first');
      trial.configure(trial.list([{ type: 'first', ...unknown, ipMasq: true, dns: { domain: 'x' } }]));
      for (const { spied, command } of await everything(trial)) {
        for (const { stdin } of spied) {
          const wrong = Object.keys(unknown).filter((key) => !isDeepStrictEqual(stdin[key], unknown[key]));
          trial.judge('PCF-08', wrong.length === 0, `${command}: unknown keys arrive equal in value`, wrong);
          const ok = stdin.ipMasq === true && isDeepStrictEqual(stdin.dns, { domain: 'x' });
          trial.judge('REQ-07', ok, `${command}: well-known keys arrive equal in value`, stdin);
        }
      }
    },
  },
  {
    name: 'passed-on/exact-numbers',
    title: 'Numbers beyond what a double can hold reach the plugin digit by digit',
    judges: ['PCF-08', 'REQ-07'],
    async run(trial) {
      trial.spy('first');
      const text = JSON.stringify(trial.list([{ type: 'first', big: 1, 'cni.dev/x': 2 }]));
      trial.configure(text.replace('"big":1', '"big":12345678901234567890'));
      const [call] = (await trial.must('add')).spied;
      // Parsers of JSON differ in this (RFC 8259, section 6).
      trial.observe(
        'PCF-08',
        call?.text.includes('12345678901234567890') ?? false,
        'every digit',
        call?.text,
      );
      trial.observe(
        'REQ-07',
        call?.stdin['cni.dev/x'] === 2,
        'a static key with cni.dev/ passes',
        call?.text,
      );
    },
  },
  {
    name: 'passed-on/protocol-keys',
    title: 'Name and version are the network’s, and what is the list’s own stays there',
    judges: ['REQ-01', 'REQ-02', 'REQ-06', 'REQ-08'],
    async run(trial) {
      trial.spy('first');
      const plugin = { type: 'first', name: 'other', cniVersion: '0.3.0', capabilities: { mac: true } };
      const more = { cniVersions: [trial.version], disableCheck: false, disableGC: false };
      trial.configure(trial.list([plugin], { ...more, loadOnlyInlinedPlugins: false }));
      for (const { spied, command } of await everything(trial)) {
        for (const { stdin } of spied) {
          trial.same('REQ-01', stdin.cniVersion, trial.version, `${command}: cniVersion is the selected one`);
          trial.same('REQ-02', stdin.name, 'conformance', `${command}: name is the network's`);
          trial.judge('REQ-06', !('capabilities' in stdin), `${command}: no "capabilities"`, stdin);
          const left = listKeys.filter((key) => key in stdin);
          trial.judge('REQ-08', left.length === 0, `${command}: no key of the list`, left);
        }
      }
    },
  },
  {
    name: 'passed-on/static-keys',
    title: 'What only the runtime may say is not taken from a file',
    judges: ['REQ-04', 'PCF-04'],
    async run(trial) {
      trial.spy('first');
      const attachments = { 'cni.dev/valid-attachments': [] };
      const prevResult = { cniVersion: trial.version, dns: { domain: 'static' } };
      trial.configure(
        trial.list([{ type: 'first', prevResult, runtimeConfig: { mac: 'x' }, ...attachments }]),
      );
      const [call] = (await trial.must('add')).spied;
      const stdin = call?.stdin ?? {};
      trial.judge('REQ-04', !('prevResult' in stdin), 'no prevResult for the first ADD', stdin);
      // Reserved keys "should not be used in configuration"; what becomes of them is not said.
      trial.observe(
        'PCF-04',
        !isDeepStrictEqual(stdin.runtimeConfig, { mac: 'x' }),
        'no runtimeConfig',
        stdin,
      );
      trial.observe(
        'PCF-04',
        !('cni.dev/valid-attachments' in stdin),
        'no list of attachments at ADD',
        stdin,
      );
    },
  },
];
