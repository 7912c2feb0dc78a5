/** What docs/operations.md tells a node operator to type, typed as it stands there. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { removeCgroups } from '../containerd/cgroups.ts';
import { startContainerd } from '../containerd/containerd.ts';
import { commandsIn } from './commandsIn.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const operations = readFileSync(`${checkout}docs/operations.md`, 'utf8');
const containers = /^weft-operations$/;

beforeAll(() => {
  needs('containerd', 'ctr', 'runc', 'busybox', `${pluginsUnderTest}/bridge`);
  removeCgroups(containers);
});

afterAll(() => removeCgroups(containers));

test('the section on containerd is all that containerd needs', async () => {
  const { script } = commandsIn(operations, '## containerd');
  expect(script).toContain('/etc/cni/net.d/');
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  await host.ok(['sh', '-e', '-c', `cd '${checkout}'\n${script}`]);
  const containerd = await startContainerd(host);
  const container = await containerd.start('weft-operations', 'cni');
  await container.exec('ping', '-c', '1', '-W', '5', '10.88.0.1');
  await container.exec('ping', '-c', '1', '-W', '5', '127.0.0.1');
  await container.end();
}, 60_000);

test('the section on whose is what shows the owner of everything', async () => {
  const { script } = commandsIn(operations, '## What is whose');
  await using host = await throwawayHost({ plugins: pluginsUnderTest });
  for (const [file, network] of [
    ['10-bridge.conflist', 'bridge'],
    ['11-bridge-dual-stack.conflist', 'bridge-dual-stack'],
  ] as const) {
    host.write(`/etc/cni/net.d/${file}`, readFileSync(`${checkout}conf-examples/${file}`));
    await host.container(network);
    await host.ok(['/opt/cni/bin/cnitool', 'add', network, network]);
  }
  const { stdout } = await host.ok(['sh', '-e', '-c', script]);
  expect(stdout.match(/ alias weft:bridge:bridge(-dual-stack)?:cnitool-\w+:eth0$/gm)).toHaveLength(2);
  expect(stdout).toMatch(/^-A WEFT-MASQ .* "weft:bridge:bridge:cnitool-\w+:eth0" -j MASQUERADE$/m);
  expect(stdout).toMatch(/10\.89\.\S+ comment "weft:bridge:bridge-dual-stack:cnitool-\w+:eth0" : goto /);
}, 30_000);
