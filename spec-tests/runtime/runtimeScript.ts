import type { SpyAnswer } from '../../lib/testing/spyPlugins.ts';
import { word } from '../conformance/journal.ts';

/** Where the spies of a script write down what they are given. */
const log = '/run/spies.log';

/** A file with this content, as a line of shell. */
export function fileScript(path: string, text: string): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return `mkdir -p ${word(folder)}; printf %s ${quoted(text)} > ${word(path)}`;
}

/** A command with exactly these variables. */
export function callLine(env: Record<string, string>, line: string): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${word(value)}`);
  return ['env', '-i', ...variables, 'sh', '-c', quoted(line), '</dev/null'].join(' ');
}

/** A stand-in for a spy: it writes down its call for whoever reads along, and answers the same. */
export function spyScript(type: string, answers: Record<string, SpyAnswer>): string {
  const cases = Object.entries(answers)
    .map(([command, answer]) => [command, answered(answer)])
    .filter(([, lines]) => lines !== '');
  const body = [
    '#!/bin/sh',
    `{ echo "== ${type} $CNI_COMMAND"; env | grep ^CNI_; cat; echo; } >> ${log}`,
    'case $CNI_COMMAND in',
    ...cases.map(([command, lines]) => `${command}) ${lines};;`),
    'esac',
  ].join('\n');
  const path = `/opt/cni/bin/${type}`;
  return `mkdir -p /opt/cni/bin\ncat > ${path} <<'SPY'\n${body}\nSPY\nchmod +x ${path}`;
}

/** Puts a memory over a folder of the machine, in which nothing may be changed; what is in it can still be read. */
export function coverScript(folder: string): string {
  const room = `/run/cover${folder}`;
  const options = `lowerdir=${folder},upperdir=${room}/upper,workdir=${room}/work`;
  return `mkdir -p ${room}/upper ${room}/work; mount -t overlay -o ${options} cover ${folder}`;
}

/** The script, with what the spies have seen shown at its end. */
export function withLog(script: string): string {
  return script.replace(/BY_HAND$/, `cat ${log}\nBY_HAND`);
}

function answered({ stdout = '', stderr = '', exit = 0, before }: SpyAnswer): string {
  const out = typeof stdout === 'string' ? stdout : JSON.stringify(stdout);
  const lines = [
    before,
    out && `printf %s ${quoted(out)}`,
    stderr && `printf %s ${quoted(stderr)} >&2`,
    exit !== 0 && `exit ${exit}`,
  ];
  return lines.filter(Boolean).join('; ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
