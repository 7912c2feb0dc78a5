/*
 *   host ── cni0 ── veth… ═══ eth0 ── c1
 */
import { chmodSync } from 'node:fs';
import { callPlugin, referencePlugins } from './callPlugin.ts';
import { difference } from './difference.ts';
import { needs } from './needs.ts';
import { snapshot } from './snapshot.ts';
import { throwawayHost } from './throwawayHost.ts';

beforeAll(() => needs('ip', `${referencePlugins}/bridge`));

const conf = {
  cniVersion: '1.0.0',
  name: 'net',
  type: 'bridge',
  bridge: 'cni0',
  ipam: { type: 'host-local', ranges: [[{ subnet: '10.1.0.0/24' }]] },
};

describe('callPlugin()', () => {
  test('attaches and detaches a container of each sort by way of the reference plugins', async () => {
    await using host = await throwawayHost();
    for (const container of [await host.container(), await host.processContainer()]) {
      const attachment = { containerId: container.id, netns: container.netns, ifName: 'eth0' };
      const call = { host, type: 'bridge', cniPath: referencePlugins, conf, ...attachment };
      const before = await snapshot(host, container);
      const added = await callPlugin({ ...call, command: 'ADD' });
      expect(added).toMatchObject({ exitCode: 0, stderr: '', json: { cniVersion: '1.0.0' } });
      const [eth0] = await container.ipJson('address', 'show', 'eth0');
      expect(`${eth0?.addr_info?.[0]?.local}/24`).toBe(added.json?.ips?.[0]?.address);
      expect(await callPlugin({ ...call, command: 'DEL' })).toMatchObject({ exitCode: 0 });
      const left = difference(before, await snapshot(host, container));
      expect(left.filter((line) => !/cni0|file .*(last_reserved_ip|lock|networks)/.test(line))).toEqual([]);
    }
  });

  test('gives a plugin the variables of the protocol and PATH, its configuration, and nothing else', async () => {
    await using host = await throwawayHost();
    host.write('/opt/cni/bin/spy', '#!/bin/sh\nenv\npwd\ncat\necho complaint >&2\nexit 7\n');
    chmodSync(host.outside('/opt/cni/bin/spy'), 0o755);
    const outcome = await callPlugin({
      host,
      type: 'spy',
      cniPath: '/nowhere:/opt/cni/bin',
      command: 'ADD',
      containerId: 'x',
      args: 'A=1',
      conf: '{raw',
      env: { EXTRA: '1', PATH: undefined },
    });
    expect(outcome).toMatchObject({ exitCode: 7, stderr: 'complaint\n', json: undefined });
    expect(outcome.stdout.split('\n').sort()).toEqual([
      '/',
      'CNI_ARGS=A=1',
      'CNI_COMMAND=ADD',
      'CNI_CONTAINERID=x',
      'CNI_PATH=/nowhere:/opt/cni/bin',
      'EXTRA=1',
      'PWD=/',
      '{raw',
    ]);
  });

  test('says 127 for a plugin that is not there', async () => {
    await using host = await throwawayHost();
    expect(
      await callPlugin({ host, type: 'none', cniPath: '/opt/cni/bin', command: 'VERSION' }),
    ).toMatchObject({
      exitCode: 127,
    });
  });
});
