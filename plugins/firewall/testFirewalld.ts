import { eventually } from '../../lib/testing/eventually.ts';
import { needs } from '../../lib/testing/needs.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';

/** For tests: a throwaway host with a system bus of its own, on which the real firewalld of Debian runs. */
export async function hostWithFirewalld(): Promise<Host> {
  const host = await throwawayHost();
  await host.ok(['sh', '-ec', 'mkdir -p /run/dbus; dbus-daemon --system --fork --nopidfile']);
  await startFirewalld(host);
  return host;
}

export async function startFirewalld(host: Host): Promise<void> {
  needs('firewalld', 'dbus-daemon', 'dbus-send');
  await host.ok(['sh', '-ec', 'setsid firewalld --nofork --nopid </dev/null >/run/firewalld.log 2>&1 &']);
  const running = async () => (await state(host)).includes('"RUNNING"');
  await eventually('firewalld to run', running, Boolean, 15_000);
}

/** Ends it by its own means, as a package's upgrade would. What it was told at run time is gone. */
export async function stopFirewalld(host: Host): Promise<void> {
  await host.ok(['sh', '-ec', "kill $(pgrep -f '[f]irewalld --nofork')"]);
  await eventually(
    'firewalld to be gone',
    async () => !(await state(host)).includes('string'),
    Boolean,
    10_000,
  );
}

export async function reloadFirewalld(host: Host): Promise<void> {
  await host.ok(['dbus-send', '--system', '--print-reply', ...target, 'org.fedoraproject.FirewallD1.reload']);
}

/** The sources of a zone, as firewalld tells them. */
export async function sources(host: Host, zone = 'trusted'): Promise<string[]> {
  const method = 'org.fedoraproject.FirewallD1.zone.getSources';
  const { stdout } = await host.ok([
    'dbus-send',
    '--system',
    '--print-reply',
    ...target,
    method,
    `string:${zone}`,
  ]);
  return [...stdout.matchAll(/^ +string "(.*)"$/gm)].map(([, source = '']) => source);
}

const target = ['--dest=org.fedoraproject.FirewallD1', '/org/fedoraproject/FirewallD1'];

async function state(host: Host): Promise<string> {
  const property = ['string:org.fedoraproject.FirewallD1', 'string:state'];
  const method = 'org.freedesktop.DBus.Properties.Get';
  return (await host.run(['dbus-send', '--system', '--print-reply', ...target, method, ...property])).stdout;
}
