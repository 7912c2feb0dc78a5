import { versions } from '../../lib/spec/version.ts';
import { callPlugin, type PluginOutcome, type PluginOutput } from '../../lib/testing/callPlugin.ts';
import { demandSuccess } from '../../lib/testing/outcome.ts';
import { thisMachine } from '../../lib/testing/place.ts';

// Needs no namespace: static never enters the one it is told, and keeps nothing.

interface Call {
  conf?: Record<string, unknown>;
  args?: string;
}

const routes = [
  { dst: '0.0.0.0/0' },
  { dst: '192.168.0.0/16', gw: '10.10.5.1' },
  { dst: '2001:db8:a::/48', gw: '2001:db8:1::1' },
  { dst: '::/0' },
];
const dns = { nameservers: ['192.0.2.53'], domain: 'example', search: ['a.example'], options: ['ndots:2'] };
const v4 = { address: '10.10.0.1/24', gateway: '10.10.0.254' };
const v6 = { address: '2001:db8:1::1/64', gateway: '2001:db8:1::99' };

/** One call of the compiled executable, whose `ipam` is routes and dns unless told otherwise. */
function call(command: string, cniVersion: string, { conf, args }: Call = {}): Promise<PluginOutcome> {
  const whole = { cniVersion, name: 'mynet', type: 'spy', ipam: { type: 'static', routes, dns }, ...conf };
  const attachment = { containerId: 'one', netns: '/x', ifName: 'eth0', ...(args && { args }) };
  return callPlugin({ host: thisMachine(), type: 'static', command, conf: whole, ...attachment });
}

async function add(cniVersion: string, more: Call): Promise<PluginOutput> {
  const outcome = await call('ADD', cniVersion, more);
  demandSuccess(outcome);
  return outcome.json ?? {};
}

async function silent(command: string, cniVersion: string, more: Call = {}): Promise<void> {
  const outcome = await call(command, cniVersion, more);
  demandSuccess(outcome);
  expect(outcome.stdout + outcome.stderr).toBe('');
}

/** Addresses with their gateways, in the words of the version. */
function told({ ips, ip4, ip6 }: PluginOutput): unknown[] {
  const old = [ip4, ip6].flatMap((block) => (block ? [block as Record<string, unknown>] : []));
  const blocks = old.map(({ ip, gateway }) => ({ address: ip, gateway }));
  return (ips ?? blocks).map(({ address, gateway }) => (gateway ? { address, gateway } : { address }));
}

const withAddresses = (...addresses: object[]) => ({ ipam: { type: 'static', addresses, routes, dns } });

describe.each(versions)('static in version %s', (cniVersion) => {
  const hasList = cniVersion > '0.2.0';

  test('gives both families with gateways, routes in order and dns, without interfaces (ST-01)', async () => {
    const conf = withAddresses(v4, v6);
    const result = await add(cniVersion, { conf });
    expect(told(result)).toEqual([v4, v6]);
    expect(result).not.toHaveProperty('interfaces');
    expect(result.dns).toEqual(dns);
    if (hasList) expect(result.routes).toEqual(routes);
    const saysFamily = result.ips?.map(({ version }) => version);
    const hasFamily = hasList && cniVersion < '1.0.0';
    expect(saysFamily).toEqual(hasList ? (hasFamily ? ['4', '6'] : [undefined, undefined]) : undefined);
    await silent('DEL', cniVersion, { conf: { ...conf, prevResult: result } });
  });

  test('keeps two routes to one place (ST-02)', async () => {
    const twice = ['10.10.0.253', '10.10.0.254'].map((gw) => ({ dst: '192.168.0.0/16', gw }));
    const conf = { ipam: { type: 'static', addresses: [v4], routes: twice } };
    const result = await add(cniVersion, { conf });
    expect(hasList ? result.routes : (result.ip4 as { routes: unknown }).routes).toEqual(twice);
  });

  test('detaches an attachment it has never heard of, whatever the configuration (ST-03)', async () => {
    await silent('DEL', cniVersion);
    await silent('DEL', cniVersion, { conf: { ipam: { type: 'static', addresses: 7 } }, args: 'IP=x' });
  });

  test('takes address and gateway from CNI_ARGS (ST-04)', async () => {
    const result = await add(cniVersion, { args: 'IP=10.10.0.1/24;GATEWAY=10.10.0.254' });
    expect(told(result)).toEqual([v4]);
    expect(result.dns).toEqual(dns);
  });

  test('takes several addresses from CNI_ARGS, where the version has room for them (ST-05)', async () => {
    const args = 'IP=10.10.0.1/24,11.11.0.1/24;GATEWAY=10.10.0.254';
    if (hasList) expect(told(await add(cniVersion, { args }))).toEqual([v4, { address: '11.11.0.1/24' }]);
    else
      expect((await call('ADD', cniVersion, { args })).json).toMatchObject({
        code: 7,
        msg: expect.stringContaining(
          `CNI version ${cniVersion} does not support more than 1 address per family`,
        ),
      });
  });

  const ips = ['10.10.0.1/24', '2001:db8:1::1/64'];
  const asked = ips.map((address) => ({ address }));
  const others = ['10.10.0.2/24', '2001:db8:1::2/64'];

  test('gives exactly what runtimeConfig names (ST-06)', async () => {
    expect(told(await add(cniVersion, { conf: { runtimeConfig: { ips } } }))).toEqual(asked);
  });

  test('gives exactly what args.cni names (ST-07)', async () => {
    expect(told(await add(cniVersion, { conf: { args: { cni: { ips } } } }))).toEqual(asked);
  });

  test('lets runtimeConfig win over args.cni, and that over CNI_ARGS (ST-08)', async () => {
    const args = 'IP=10.10.0.3/24,11.11.0.3/24;GATEWAY=10.10.0.254';
    const labels = { args: { cni: { ips: others } } };
    expect(told(await add(cniVersion, { args, conf: { ...labels, runtimeConfig: { ips } } }))).toEqual(asked);
    expect(told(await add(cniVersion, { args, conf: labels }))).toEqual(
      others.map((address) => ({ address })),
    );
  });

  test.each<[string, Call, string]>([
    ['ST-09', { conf: { ipam: undefined }, args: 'IP=10.10.0.1/24' }, 'Cannot use "ipam": is missing'],
    ['ST-10', { conf: { ipam: undefined, runtimeConfig: { ips } } }, 'Cannot use "ipam": is missing'],
    ['ST-11', { conf: withAddresses({ address: '10.10.0.1' }) }, '"ipam.addresses[0].address" "10.10.0.1"'],
    ['ST-12', { args: 'IP=10.10.0.1' }, 'CNI_ARGS "IP=10.10.0.1"'],
    ['ST-13', { conf: { args: { cni: { ips: ['10.10.0.1'] } } } }, '"args.cni.ips[0]" "10.10.0.1"'],
    ['ST-14', { conf: { runtimeConfig: { ips: ['10.10.0.1'] } } }, '"runtimeConfig.ips[0]" "10.10.0.1"'],
  ])('refuses what cannot be used and names it (%s)', async (_, wrong, named) => {
    const { exitCode, json } = await call('ADD', cniVersion, wrong);
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ cniVersion, code: wrong.args && wrong.conf === undefined ? 4 : 7 });
    expect(json?.msg).toContain(named);
  });

  test('says whether it could work, has nothing to collect, and checks the result, where the version knows that', async () => {
    const conf = withAddresses(v4, v6);
    const prevResult = await add(cniVersion, { conf });
    const { json } = await call('CHECK', cniVersion, { conf });
    if (cniVersion < '0.4.0') return expect(json).toMatchObject({ code: 1 });
    expect(json).toMatchObject({ code: 7, msg: 'Cannot check: "prevResult" is missing' });
    await silent('CHECK', cniVersion, { conf: { ...conf, prevResult } });
    const less = await call('CHECK', cniVersion, {
      conf: { ...conf, prevResult: await add(cniVersion, { conf: withAddresses(v6) }) },
    });
    expect(less.json).toMatchObject({
      code: 101,
      msg: 'Cannot confirm the addresses of "one" "eth0": 10.10.0.1/24 is configured and not in "prevResult"',
    });
    if (cniVersion < '1.1.0') return;
    await silent('STATUS', cniVersion, { conf });
    await silent('GC', cniVersion, { conf: { ...conf, 'cni.dev/valid-attachments': [] } });
    const bad = await call('STATUS', cniVersion, { conf: withAddresses({ address: 'x' }) });
    expect(bad.json).toMatchObject({ code: 7 });
  });
});

test('static says why there is nothing to do, to who asks for it', async () => {
  for (const command of ['DEL', 'GC', 'STATUS']) {
    const conf = {
      cniVersion: '1.1.0',
      name: 'mynet',
      type: 'static',
      ipam: { type: 'static' },
      'cni.dev/valid-attachments': [],
    };
    const { stderr } = await callPlugin({
      host: thisMachine(),
      type: 'static',
      command,
      conf,
      containerId: 'one',
      ifName: 'eth0',
      env: { WEFT_LOG: 'debug' },
    });
    expect(stderr).toMatch(/nothing to .*: static/);
  }
});

test.each(['ADD', 'VERSION'])(
  '%s fails, and says why, when its answer cannot be written',
  async (command) => {
    const conf = { cniVersion: '1.1.0', name: 'mynet', type: 'static', ...withAddresses(v4) };
    const { exitCode, stderr } = await callPlugin({
      host: thisMachine(),
      type: 'static',
      command,
      conf,
      containerId: 'one',
      netns: '/x',
      ifName: 'eth0',
      via: ['sh', '-c', 'exec "$@" >/dev/full', 'sh'],
    });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^Cannot write to standard output: ENOSPC\b/),
    });
  },
);
