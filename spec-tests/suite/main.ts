/**
 * `make spec`: all our plugins and our cnitool judged by the harness. A plugin whose profile asks for what this kernel lacks is judged
 * in the lab. Names as arguments pick plugins. Ends with the worst exit status of all.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { execa } from 'execa';
import { plugins } from '../../bin/table.ts';
import { deal } from '../lab/select.ts';
import { parseCpus } from '../lab/thisKernel.ts';
import { profiles } from '../profiles/index.ts';
import { judgeInLab } from './inLab.ts';

const root = resolve(import.meta.dirname, '../..');
const harness = `${root}/bin/cni-conformance`;
const say = (text: string) => void process.stdout.write(text);

try {
  process.exitCode = await judgeAll(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`spec: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}

async function judgeAll(named: string[]): Promise<number> {
  const types = named.length > 0 ? named : Object.keys(plugins);
  const able = await Promise.all(types.map(isAbleHere));
  const here = types.filter((_, index) => able[index]);
  const elsewhere = types.filter((_, index) => !able[index]);
  const statuses = [
    here.length > 0 ? await judge(['--cni-path', `${root}/bin`, '--type', here.join()]) : 0,
    ...(await judgeElsewhere(elsewhere)),
    named.length > 0 ? 0 : await judge(['--runtime', `${root}/spec-tests/runtime/adapters/cnitool.json`]),
  ];
  return Math.max(...statuses);
}

/** Whether this kernel has what the profile of a plugin tries, found by trying in a namespace of its own. */
async function isAbleHere(type: string): Promise<boolean> {
  const { probe } = (profiles[type] ?? {}) as { probe?: string };
  if (probe === undefined) return true;
  const tried = await execa('unshare', ['--net', 'sh', '-ec', probe], { reject: false, stdin: 'ignore' });
  return tried.exitCode === 0;
}

async function judge(args: string[]): Promise<number> {
  const { exitCode } = await execa(harness, args, {
    reject: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
  });
  return exitCode ?? 2;
}

/** In as many labs as there are processors, each with its share. */
async function judgeElsewhere(types: string[]): Promise<number[]> {
  if (types.length === 0) return [];
  const allowed = /^Cpus_allowed_list:(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const cpus = parseCpus(allowed);
  const shares = deal(types, cpus.length);
  say(`\nIn the lab, since this kernel cannot do what they need: ${types.join(', ')}\n`);
  return Promise.all(
    shares.map((share, index) => judgeInLab({ root, types: share, cpu: cpus[index] ?? 0, say })),
  );
}
