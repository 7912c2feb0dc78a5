import { existsSync } from '#files';
import { programPath } from './programPath.ts';
import type { Finished, Runner } from './runner.ts';

const service = 'org.fedoraproject.FirewallD1';
const sockets = ['/run/dbus/system_bus_socket', '/var/run/dbus/system_bus_socket'];

/** What firewalld says to a question or a wish: yes, no, or the words of its refusal. */
export type FirewalldAnswer = boolean | { refused: string };

/**
 * Whether firewalld is installed and its name has an owner on the system bus. Where it is not installed the bus is
 * not asked: that costs as much as a rule.
 */
export async function firewalldRuns(runner: Runner): Promise<boolean> {
  return programPath('firewalld') !== undefined && (await firewalldAnswers(runner));
}

/** Whether firewalld's name has an owner on the system bus, whatever is installed here. */
export async function firewalldAnswers(runner: Runner): Promise<boolean> {
  if (!process.env.DBUS_SYSTEM_BUS_ADDRESS && !sockets.some((path) => existsSync(path))) return false;
  const bus = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'] as const;
  const done = await call(runner, bus, 'NameHasOwner', [service]);
  return answer(done) === true;
}

/** One wish about a source of a zone, in its runtime configuration: `ip` is a bare address. */
export async function firewalldSource(
  runner: Runner,
  method: 'addSource' | 'removeSource' | 'querySource',
  zone: string,
  ip: string,
): Promise<FirewalldAnswer> {
  const target = [service, '/org/fedoraproject/FirewallD1', `${service}.zone`] as const;
  const source = `${ip}/${ip.includes(':') ? 128 : 32}`;
  return answer(await call(runner, target, method, [zone, source]));
}

/**
 * The program that talks to the bus: of those that are there dbus-send starts fastest, in a quarter of busctl's
 * time.
 */
export function busProgram(): 'dbus-send' | 'busctl' | undefined {
  return (['dbus-send', 'busctl'] as const).find((name) => programPath(name) !== undefined);
}

function call(
  runner: Runner,
  [destination, path, face]: readonly [string, string, string],
  method: string,
  texts: string[],
): Promise<Finished> {
  if (busProgram() === 'busctl') {
    const args = ['--system', 'call', destination, path, face, method, 's'.repeat(texts.length), ...texts];
    return runner.run({ file: 'busctl', args });
  }
  const words = texts.map((text) => `string:${text}`);
  const args = ['--system', '--print-reply', `--dest=${destination}`, path, `${face}.${method}`, ...words];
  return runner.run({ file: 'dbus-send', args });
}

/** A reply that holds no boolean is a name, which means yes. */
function answer({ exitCode, signal, stdout, stderr }: Finished): FirewalldAnswer {
  if (exitCode !== 0) return { refused: stderr.trim() || `exit code ${exitCode ?? signal}` };
  return !/\b(boolean|b) false\b/.test(stdout);
}
