import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { eventually } from '../../lib/testing/eventually.ts';
import { inLab } from './boot.ts';

const root = resolve(import.meta.dirname, '../..');
const bound = 60_000;

test('inLab() boots another kernel, runs a script as root and hands back what it leaves', async () => {
  const script = 'id -u; uname -r; ip -br link; cat /proc/1/cmdline; echo left >/run/out/file; exit 7';
  await inLab({ script, bound }, (done) => {
    expect(done.problem).toBeUndefined();
    expect(done.status).toBe(7);
    expect(done.output).toMatch(/^0\n6\.\d+\.\d+\nlo .*\n.*init\.sh/s);
    expect(done.output).not.toContain('eth0');
    expect(done.read('file')).toBe('left\n');
    expect(done.read('no such file')).toBeUndefined();
  });
});

test('what is written in the lab, also past its overlay, does not reach the machine', async () => {
  const marks = ['/etc', '/tmp', '/var/lib', root].map((folder) => `${folder}/weft-lab-was-here`);
  const script = `
    for mark in ${marks.map((mark) => `'${mark}'`).join(' ')}; do echo x >"$mark" && echo "wrote"; done
    mkdir /run/machine && mount -t hostfs -o / machine /run/machine && echo mounted
    for mark in ${marks.map((mark) => `'${mark}'`).join(' ')}; do echo x >"/run/machine$mark" || echo "refused"; done`;
  try {
    await inLab({ script, bound }, ({ output }) => {
      expect(output.match(/^wrote$/gm)).toHaveLength(marks.length);
      expect(output).toContain('mounted');
      expect(output.match(/^refused$/gm)).toHaveLength(marks.length);
    });
    expect(marks.filter((mark) => existsSync(mark))).toEqual([]);
  } finally {
    for (const mark of marks) rmSync(mark, { force: true });
  }
});

test('a job that does not end is killed at its bound, and what it said until then is not lost', async () => {
  const heard: string[] = [];
  const job = {
    script: 'echo begun; exec sleep 1000',
    bound: 2000,
    hear: (text: string) => heard.push(text),
  };
  await inLab(job, (done) => {
    expect(done).toMatchObject({ status: undefined, problem: 'the lab was not done within 2000 ms' });
    expect(done.output).toBe('begun\n');
  });
  expect(heard.join('')).toBe('begun\n');
});

test('nothing of the lab runs on when its owner is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-owner-'));
  const owner = execa('node', ['--import', 'tsx', join(import.meta.dirname, 'testLabThatSleeps.ts')], {
    cwd: root,
    env: { TMPDIR: folder },
    reject: false,
  });
  const booted = () => readdirSync(folder).some((name) => existsSync(join(folder, name, 'booted')));
  try {
    await eventually('the lab to boot', booted, Boolean, 50_000);
    expect(processesThatName(folder)).not.toEqual([]);
  } finally {
    owner.kill('SIGKILL');
    await owner;
  }
  await eventually('its processes to end', () => processesThatName(folder).length === 0);
  rmSync(folder, { recursive: true, force: true });
});

test('a kernel that does not boot is killed at the bound for booting', async () => {
  const job = {
    script: 'true',
    bound,
    bootBound: 3000,
    kernel: resolve(import.meta.dirname, 'test-kernel-that-hangs.sh'),
  };
  await inLab(job, (done) => {
    expect(done.problem).toBe('the lab did not boot within 3000 ms');
    expect(done.console).toContain('this kernel hangs');
  });
});

test('a kernel that ends while booting is a problem that comes with its console', async () => {
  await inLab({ script: 'true', bound, kernel: '/bin/echo' }, (done) => {
    expect(done).toMatchObject({ status: undefined, problem: 'the lab ended by itself' });
    expect(done.console).toContain('rootfstype=hostfs');
  });
});

test('a machine without the kernel is told which package has it', async () => {
  const boot = inLab({ script: 'true', bound, kernel: 'linux.nowhere' }, () => {});
  await expect(boot).rejects.toThrow(
    'Cannot boot the lab: no linux.nowhere here (Debian package user-mode-linux)',
  );
});

/** The IDs of the processes that have a text on their command line. */
function processesThatName(text: string): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // it has ended
    }
  });
}
