/**
 * The one executable. It is all plugins and tools at once and becomes the one it is called by: as `bridge`, through a link
 * of that name, or as `weft bridge …`. Beside the files of lib/kernel that are called after it the only one that
 * knows the runtime.
 */

import { mayCallC } from '../lib/kernel/libcFiles-bun.ts';
import { prestart } from '../lib/kernel/prestart.ts';
import { bunRunner } from '../lib/kernel/run-bun.ts';
import type { Runner } from '../lib/kernel/runner.ts';
import { plugins } from './table.ts';

declare const WEFT_VERSION: string;

/** The commands for which a plugin that talks to `ip` on the host does so, unless its row says others. */
const needsIp = ['ADD', 'DEL', 'CHECK'];

process.exit(await main());

async function main(): Promise<number> {
  const called = basename(process.argv0);
  const argv = process.argv.slice(2);
  if (isOurs(called)) return become(called, argv);
  const [name = '', ...rest] = argv;
  if (isOurs(name)) return become(name, rest);
  const { writeSync } = await import('node:fs');
  writeSync(
    2,
    `weft ${WEFT_VERSION}: call me as, or with, one of ${[...Object.keys(plugins), 'cnitool'].join(', ')}\n`,
  );
  return argv.length === 0 || name === '--help' ? 0 : 1;
}

async function become(name: string, argv: string[]): Promise<number> {
  if (name === 'cnitool') {
    const { cnitool } = await import('../lib/cnitool/main.ts');
    const runner = mayCallC ? bunRunner : await slowRunner();
    return cnitool(argv, process.env, { runner, self: process.execPath, version: WEFT_VERSION });
  }
  if (name === 'dhcp' && argv[0] === 'daemon') return await dhcpDaemon(argv.slice(1));
  const runner = mayCallC ? startedRunner(name) : await slowRunner();
  const { pluginMain } = await import('../lib/skel/main.ts');
  const self = process.execPath;
  return pluginMain(name, argv, process.env, {
    runner,
    self,
    plugin: (type) => row(type)?.load,
    needsLink: (type) => row(type)?.needsLink ?? false,
    version: WEFT_VERSION,
  });
}

function startedRunner(name: string): Runner {
  return talksToIp(name, process.env.CNI_COMMAND) ? prestart(bunRunner) : bunRunner;
}

/** Where no function of the C library can be called, other programs enter namespaces for us. */
async function slowRunner(): Promise<Runner> {
  return (await import('../lib/kernel/run.ts')).execaRunner;
}

/** The one part of it that stays. */
async function dhcpDaemon(argv: string[]): Promise<number> {
  if (!mayCallC) {
    const { writeSync } = await import('node:fs');
    writeSync(
      2,
      'dhcp: Cannot listen to servers: this process may not have memory that is writable and executable\n',
    );
    return 1;
  }
  const { runDaemon } = await import('../ipam/dhcp/daemon/main.ts');
  const { bunWire } = await import('../lib/kernel/wire-bun.ts');
  return runDaemon(argv, { runner: bunRunner, wire: bunWire });
}

function talksToIp(name: string, command = ''): boolean {
  const when = row(name)?.talksToIp ?? false;
  return (when === true ? needsIp : when || []).includes(command);
}

function row(type: string) {
  return Object.hasOwn(plugins, type) ? plugins[type] : undefined;
}

function isOurs(name: string): boolean {
  return Object.hasOwn(plugins, name) || name === 'cnitool';
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
