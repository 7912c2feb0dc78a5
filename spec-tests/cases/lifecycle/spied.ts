import { isDeepStrictEqual } from 'node:util';
import { renderResult } from '../../../lib/spec/convert.ts';
import type { Result } from '../../../lib/spec/result.ts';
import { current } from '../../../lib/spec/version.ts';
import type { SpyAnswer, SpyCall, SpyPlugins } from '../../../lib/testing/spyPlugins.ts';
import type { Call } from '../../conformance/call.ts';
import { single } from '../../conformance/single.ts';
import type { Subject } from '../../conformance/subject.ts';
import type { Trial } from '../../conformance/trial.ts';
import { ipamTypeOf } from './attachmentFacts.ts';

/** The address that a spy gives: "10.77.0.9/24" for 9. */
export function spyAddress(n = 9): string {
  return `10.77.0.${n}/24`;
}

/** What a spy says to ADD in the IPAM plugin's place, in the shape of a version: IPv4 alone, which every plugin can apply. */
export function spyResult(version: string, n = 9): object {
  const result: Result = {
    cniVersion: current,
    ips: [{ address: spyAddress(n), gateway: '10.77.0.1' }],
    routes: [{ dst: '198.18.7.0/24', gw: '10.77.0.1' }],
  };
  return renderResult(result, version);
}

/** The message of `spyFailure`. */
export const spyMessage = 'the ledger is locked';

/** An answer that fails, with marks to be recognised by. */
export const spyFailure: SpyAnswer = {
  exit: 1,
  stdout: { code: 142, msg: spyMessage, details: 'since this morning' },
  stderr: 'spy: locked\n',
};

/** Why cases with a spy in place of the IPAM plugin do not apply; undefined if they do. */
export function delegatesNothing({ profile }: Subject): string | undefined {
  if (profile.kind === 'ipam') return 'an IPAM plugin is what is delegated to';
  if (ipamTypeOf(profile.conf) !== undefined) return undefined;
  return 'the configuration in the profile has no "ipam" with a "type", so nothing is delegated';
}

/** Plants a spy in the place of the IPAM plugin, which gives an address unless it is told otherwise. */
export function spyOnIpam(trial: Trial, answers: Record<string, SpyAnswer> = {}): SpyPlugins {
  const type = ipamTypeOf(trial.subject.profile.conf) ?? '';
  return trial.spy(type, { ADD: { stdout: spyResult(trial.subject.version) }, ...answers });
}

/** Commands but for ADD that the plugin has and that reach what it delegates to; DEL last. */
export function delegatedCommands({ supports }: Subject): string[] {
  return [...(supports('0.4.0') ? ['CHECK'] : []), ...(supports('1.1.0') ? ['STATUS', 'GC'] : []), 'DEL'];
}

/** Those that come before ADD: where one attachment fits, STATUS after it may say no before it asks anybody. */
export function commandsBefore(subject: Subject): string[] {
  return single(subject) === undefined ? [] : delegatedCommands(subject).filter((one) => one === 'STATUS');
}

/** The requirements by which a command has to be delegated. */
export const delegatedBy: Record<string, string[]> = {
  ADD: ['DLG-01'],
  CHECK: ['DLG-07', 'CHK-07'],
  STATUS: ['ST-06'],
  GC: ['DLG-07', 'GC-06'],
  DEL: ['DLG-07'],
};

/** A call and what the delegate got in it: has it been called, with the same environment and the same configuration? */
export function judgeDelegated(trial: Trial, call: Call, seen: SpyCall[]): void {
  const { command, env, stdin } = call;
  const mine = seen.filter((one) => one.command === command);
  for (const id of delegatedBy[command] ?? [])
    trial.judge(id, mine.length > 0, `the first executable on CNI_PATH gets ${command}`, told(seen));
  trial.observe('DLG-07', mine.length < 2, `the delegated plugin gets ${command} once`, told(seen));
  for (const one of mine) {
    const { CNI_COMMAND: _, ...given } = env;
    const lost = Object.entries(given).filter(([name, value]) => one.env[name] !== value);
    const names = lost.map(([name]) => `${name}=${one.env[name] ?? ''}`);
    trial.judge('DLG-02', lost.length === 0, `the same environment for ${command}`, names);
    const same = isDeepStrictEqual(one.stdin, JSON.parse(stdin));
    trial.judge('DLG-03', same, `the whole configuration for ${command}`, one.text);
  }
}

function told(calls: SpyCall[]): string {
  return calls.length === 0 ? 'no call of it' : calls.map(({ command }) => command).join(', ');
}
