import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { callPlugin, type PluginCall, type PluginOutput } from '../../lib/testing/callPlugin.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { parseStarts } from './parseStarts.ts';

/** The calls of the system that tell who starts what where. */
const watched = 'execve,execveat,setns,clone,clone3,fork,vfork';
const folder = '/run/starts';

/** What a call has started, and what it said. */
export interface Starts {
  started: string[];
  json: PluginOutput | undefined;
}

/** Calls a plugin, which has to succeed, and notes every program that it starts, however it does it. */
export async function startsOf(host: Host, call: Omit<PluginCall, 'host'>): Promise<Starts> {
  host.write(`${folder}/.here`, '');
  const options = ['-ff', '--seccomp-bpf', '-qq', '-y', '-s', '4096', '-e', `trace=${watched}`];
  const via = ['strace', ...options, '-o', `${folder}/thread`];
  const outcome = await callPlugin({ host, via, ...call });
  demandSuccess(outcome);
  const started = parseStarts(threads(host), call.netns ?? '');
  rmSync(host.outside(folder), { recursive: true });
  return { started, json: outcome.json };
}

function threads(host: Host): Map<number, string[]> {
  const names = readdirSync(host.outside(folder)).filter((name) => name.startsWith('thread.'));
  const lines = (name: string) => readFileSync(host.outside(`${folder}/${name}`), 'utf8').split('\n');
  return new Map(names.map((name) => [Number(name.slice('thread.'.length)), lines(name)]));
}
