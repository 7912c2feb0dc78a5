import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { callPlugin, pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { systemPath } from '../../lib/testing/needs.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork, dual, succeeded, v4 } from './testNetwork.ts';

const commands = ['ADD', 'CHECK', 'DEL', 'GC', 'STATUS'];

describe('bridge and its IPAM plugin', () => {
  test('it gets the same environment and the same stdin, byte for byte, for every command', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', { ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] } } });
    const container = await host.container();
    const net = new BridgeNetwork(
      host,
      { ipam: { type: 'spy', unknown: 'ü\u2028' }, 'cni.dev/valid-attachments': [] },
      spies.path,
    );
    const env = {
      CNI_ARGS: 'IgnoreUnknown=1;K8S_POD_NAME=a',
      COLOUR: 'red',
      CNI_PATH: `${spies.path}:${pluginsUnderTest}`,
    };
    const variables = {
      CNI_CONTAINERID: container.id,
      CNI_NETNS: container.netns,
      CNI_IFNAME: 'eth0',
      PATH: systemPath,
      ...env,
    };
    let prevResult: unknown;
    for (const command of commands) {
      const text = ` ${JSON.stringify(net.conf({ prevResult }), undefined, 1)}\n`;
      const { stdout } = await host.ok([`${pluginsUnderTest}/bridge`], {
        env: { ...variables, CNI_COMMAND: command },
        input: text,
      });
      prevResult ??= JSON.parse(stdout);
      const [call, ...more] = spies.calls();
      expect(more).toEqual([]);
      expect(call).toMatchObject({ command, text, argc: 0 });
      const { PWD: _, OLDPWD: __, SHLVL: ___, ...seen } = call?.env ?? {};
      expect(seen).toEqual({ ...variables, CNI_COMMAND: command });
      spies.forget();
    }
  });

  test.each(['bridge', 'ptp', 'portmap'])(
    '"%s" is none, which is said at once, and DEL removes the rest',
    async (type) => {
      await using host = await throwawayHost();
      const net = new BridgeNetwork(host, { ipam: dual });
      const [container, late] = [await host.container(), await host.container()];
      const prevResult = await net.add(container);
      const conf = { ipam: { type }, prevResult, 'cni.dev/valid-attachments': [] };
      for (const command of commands) {
        const { exitCode, json } = await net.call(command, command === 'ADD' ? late : container, { conf });
        expect([command, exitCode, JSON.stringify(json)]).toEqual([
          command,
          1,
          expect.stringContaining(`Cannot use \\"ipam.type\\" \\"${type}\\": no IPAM plugin`),
        ]);
      }
      expect(await host.ipJson('link', 'show', 'type', 'veth')).toEqual([]);
    },
  );

  test('what it says on stderr is said on, whether it succeeds or fails', async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', {
      ADD: { stdout: { ips: [{ address: '10.1.2.3/24' }] }, stderr: 'pool is low\n' },
      DEL: { exit: 1, stdout: { code: 142, msg: 'no' }, stderr: 'disk full\n' },
    });
    const net = new BridgeNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    const container = await host.container();
    expect((await net.call('ADD', container)).stderr).toBe('pool is low\n');
    expect((await net.call('DEL', container)).stderr).toBe('disk full\n');
  });

  test.each(['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0'])(
    "understands a result of the reference's host-local in version %s",
    async (cniVersion) => {
      await using host = await throwawayHost();
      const net = new BridgeNetwork(
        host,
        { cniVersion, ipam: dual, isDefaultGateway: true },
        referencePlugins,
      );
      const container = await host.container();
      const result = await net.add(container);
      const [eth0] = await container.ipJson('address', 'show', 'dev', 'eth0');
      expect(eth0?.addr_info?.filter(({ scope }) => scope === 'global').map(({ local }) => local)).toEqual([
        '10.1.2.2',
        'fd00:1::2',
      ]);
      await net.del(container, { prevResult: result });
      expect((await host.ok(['sh', '-c', 'cd /var/lib/cni/networks/mynet; ls'])).stdout).toBe(
        'last_reserved_ip.0\nlast_reserved_ip.1\nlock\n',
      );
    },
  );

  test.each(['0.1.0', '0.4.0', '1.0.0'])(
    "the reference's bridge understands our host-local in version %s",
    async (cniVersion) => {
      await using host = await throwawayHost();
      using spies = spyPlugins();
      symlinkSync(`${referencePlugins}/bridge`, `${spies.room}/bridge`);
      const container = await host.container();
      const by = {
        host,
        type: 'bridge',
        cniPath: `${spies.room}:${pluginsUnderTest}`,
        containerId: container.id,
        netns: container.netns,
        ifName: 'eth0',
      };
      const conf = new BridgeNetwork(host, { cniVersion, ipam: v4 }).conf();
      const { json } = succeeded(await callPlugin({ ...by, command: 'ADD', conf }));
      expect((await container.ipJson('address', 'show', 'dev', 'eth0'))[0]?.addr_info?.[0]?.local).toBe(
        '10.1.2.2',
      );
      succeeded(
        await callPlugin({
          ...by,
          command: 'DEL',
          conf: { ...conf, ...(cniVersion === '0.1.0' ? {} : { prevResult: json }) },
        }),
      );
      expect((await host.ok(['sh', '-c', 'cd /var/lib/cni/networks/mynet; ls'])).stdout).toBe(
        'last_reserved_ip.0\n',
      );
    },
  );

  test('it may be told nothing at all: a network of layer 2 delegates nothing', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    for (const ipam of [{}, undefined]) {
      const net = new BridgeNetwork(host, { ipam, isGateway: false });
      const result = await net.add(container);
      await net.check(container, result);
      await net.del(container, { prevResult: result });
      await net.status();
      await net.gc([]);
    }
  });
});

/**
 * Files that other runtimes and tools read from the working directory, each of which would leave a mark or break the
 * call.
 */
const hostile: Record<string, string> = {
  'bunfig.toml': 'preload = ["./evil.ts"]\n[run]\npreload = ["./evil.ts"]\nlogLevel = "debug"\n',
  'evil.ts': 'require("node:fs").writeFileSync("/run/evil", "was here");\n',
  '.env': 'CNI_CONTAINERID=stolen\nCNI_IFNAME=stolen0\nPATH=/nowhere\nNODE_OPTIONS=--require=./evil.ts\n',
  '.env.local': 'CNI_IFNAME=stolen0\n',
  '.env.production': 'CNI_IFNAME=stolen0\n',
  'package.json': '{"type":"commonjs","main":"evil.ts","imports":{"#x":"./evil.ts"}, broken',
  'tsconfig.json': '{"compilerOptions":{"paths":{"zod/mini":["./evil.ts"],"*":["./evil.ts"]}}, broken',
  'node_modules/zod/package.json': '{"name":"zod","main":"../../evil.ts"}',
  'node_modules/pino/index.js': 'require("node:fs").writeFileSync("/run/evil", "was here");\n',
  'node_modules/execa/index.js': 'require("node:fs").writeFileSync("/run/evil", "was here");\n',
  ip: '#!/bin/sh\necho was here > /run/evil\n',
  'host-local': '#!/bin/sh\necho was here > /run/evil\n',
};

test('bridge runs nothing and reads nothing that lies in its working directory', async () => {
  await using host = await throwawayHost();
  using spies = spyPlugins();
  const container = await host.container();
  const net = new BridgeNetwork(host, { ipMasq: true });
  for (const folder of ['node_modules/zod', 'node_modules/pino', 'node_modules/execa'])
    mkdirSync(`${spies.room}/${folder}`, { recursive: true });
  for (const [name, text] of Object.entries(hostile))
    writeFileSync(`${spies.room}/${name}`, text, { mode: 0o755 });
  const env = {
    PATH: `:.:${systemPath}`,
    CNI_COMMAND: 'ADD',
    CNI_CONTAINERID: container.id,
    CNI_NETNS: container.netns,
    CNI_IFNAME: 'eth0',
    CNI_PATH: `:${pluginsUnderTest}`,
    WEFT_LOG: 'debug',
  };
  const call = ['sh', '-c', `cd ${spies.room} && exec ${pluginsUnderTest}/bridge`];
  const { stdout } = await host.ok(call, { env, input: JSON.stringify(net.conf()) });
  expect(JSON.parse(stdout).interfaces[2]).toMatchObject({ name: 'eth0', sandbox: container.netns });
  expect((await host.ipJson('-d', 'link', 'show', 'type', 'veth'))[0]?.ifalias).toBe(
    'weft:bridge:mynet:c1:eth0',
  );
  expect((await host.run(['cat', '/run/evil'])).exitCode).toBe(1);
});
