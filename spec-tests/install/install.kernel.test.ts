/*
 *   host (without this checkout, without Node) ── cni0 ── veth… ═══ eth0 ── c1
 */
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { plugins, tools } from '../../bin/table.ts';
import { callPlugin } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const names = [...Object.keys(plugins), ...tools].sort();

let stage: string;

beforeAll(async () => {
  needs('make', 'install');
  stage = mkdtempSync(`${tmpdir()}/weft-install-`);
  await execa('make', ['install', `DESTDIR=${stage}`], { cwd: checkout });
}, 120_000);

afterAll(() => rmSync(stage, { recursive: true, force: true }));

test('make install puts one executable and a name per plugin and tool into /opt/cni/bin', () => {
  const folder = `${stage}/opt/cni/bin`;
  expect(readdirSync(folder).sort()).toEqual([...names, 'weft'].sort());
  expect(lstatSync(`${folder}/weft`).mode & 0o777).toBe(0o755);
  for (const name of names) expect(readlinkSync(`${folder}/${name}`)).toBe('weft');
});

test('make install honours CNI_BIN_DIR, and make uninstall leaves what is not ours', async () => {
  const own = mkdtempSync(`${tmpdir()}/weft-uninstall-`);
  try {
    await execa('make', ['install', `DESTDIR=${own}`, 'CNI_BIN_DIR=/usr/lib/cni'], { cwd: checkout });
    await execa('ln', ['-sf', '/bin/true', `${own}/usr/lib/cni/bridge`]);
    await execa('cp', ['/bin/true', `${own}/usr/lib/cni/flannel`]);
    await execa('make', ['uninstall', `DESTDIR=${own}`, 'CNI_BIN_DIR=/usr/lib/cni'], { cwd: checkout });
    expect(readdirSync(`${own}/usr/lib/cni`).sort()).toEqual(['bridge', 'flannel']);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}, 60_000);

test('what is installed attaches a container where there is neither this checkout nor Node', async () => {
  await using host = await throwawayHost({ plugins: `${stage}/opt/cni/bin` });
  await host.ok(['mount', '-t', 'tmpfs', 'nothing', checkout]);
  expect(await host.run(['ls', '-A', checkout])).toMatchObject({ stdout: '' });
  const c1 = await host.container();
  const call = { host, type: 'bridge', cniPath: '/opt/cni/bin', env: { PATH: '/usr/sbin:/sbin' } };
  const conf = {
    cniVersion: '1.1.0',
    name: 'installed',
    type: 'bridge',
    isGateway: true,
    ipam: { type: 'host-local', ranges: [[{ subnet: '10.3.0.0/24' }]] },
  };
  const attachment = { conf, containerId: c1.id, netns: c1.netns, ifName: 'eth0' };
  expect(await callPlugin({ ...call, ...attachment, command: 'ADD' })).toMatchObject({ exitCode: 0 });
  await host.ok(['ping', '-c1', '-W2', '10.3.0.2']);
  expect(await callPlugin({ ...call, ...attachment, command: 'DEL' })).toMatchObject({ exitCode: 0 });
});

test.each(names)('%s explains itself to whoever calls it with --help', async (name) => {
  const { stdout, exitCode } = await execa(`${stage}/opt/cni/bin/${name}`, ['--help'], {
    env: {},
    extendEnv: false,
  });
  expect(exitCode).toBe(0);
  expect(stdout).toContain(name);
});
