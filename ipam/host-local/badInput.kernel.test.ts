import { callPlugin, type PluginOutput, pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { type Host, throwawayHost } from '../../lib/testing/throwawayHost.ts';

// What cannot work is refused by name, and no file is left of it. In a throwaway host, which may have disks of its own.
beforeAll(() => needs('mount', 'find', `${pluginsUnderTest}/host-local`));

const dataDir = '/run/ipam/networks';
const v4 = { subnet: '10.1.2.0/24' };
const v6 = { subnet: '2001:db8::/64' };

interface Call {
  command?: string;
  ipam?: object;
  conf?: object;
  args?: string;
}

async function call(host: Host, { command = 'ADD', ipam, conf, args }: Call): Promise<PluginOutput> {
  const whole = {
    cniVersion: '1.1.0',
    name: 'mynet',
    type: 'spy',
    ipam: { type: 'host-local', dataDir, ...v4, ...ipam },
  };
  const attachment = { containerId: 'one', netns: '/x', ifName: 'eth0', ...(args && { args }) };
  const { json } = await callPlugin({
    host,
    type: 'host-local',
    command,
    conf: { ...whole, ...conf },
    ...attachment,
  });
  return json ?? {};
}

/** Every file and link below the folder, folders left out. */
async function filesBelow(host: Host, folder = dataDir): Promise<string[]> {
  const { stdout } = await host.run(['find', folder, '!', '-type', 'd']);
  return stdout.split('\n').filter(Boolean).sort();
}

const range = (...ranges: object[]) => ({ subnet: undefined, ranges: [ranges] });
const sets = (...all: object[]) => ({ subnet: undefined, ranges: all.map((one) => [one]) });

test.each<[string, Call, number, string]>([
  ['ranges of one set that overlap', { ipam: range({ subnet: '10.1.0.0/22' }, v4) }, 7, 'overlap'],
  ['ranges of two sets that overlap', { ipam: sets({ subnet: '10.1.0.0/22' }, v4) }, 7, 'range sets overlap'],
  [
    'ranges of the runtime that overlap with the configured ones',
    { conf: { runtimeConfig: { ipRanges: [[v4]] } } },
    7,
    'range sets overlap',
  ],
  ['both families in one set', { ipam: range(v4, v6) }, 7, 'mixed address families'],
  [
    'a start after the end',
    { ipam: { rangeStart: '10.1.2.9', rangeEnd: '10.1.2.8' } },
    7,
    '"ipam.rangeStart" "10.1.2.9": above the end of the range',
  ],
  [
    'a start at the very end',
    { ipam: { rangeStart: '10.1.2.255' } },
    7,
    '"ipam.rangeStart" "10.1.2.255": above the end of the range',
  ],
  [
    'a start outside',
    { ipam: { rangeStart: '10.1.3.1' } },
    7,
    '"ipam.rangeStart" "10.1.3.1": outside the subnet',
  ],
  [
    'a gateway outside',
    { ipam: { gateway: '10.1.3.1' } },
    7,
    '"ipam.gateway" "10.1.3.1": outside the subnet',
  ],
  ['a /31', { ipam: { subnet: '10.1.2.0/31' } }, 7, 'too small to allocate from, the smallest is a /30'],
  ['a /32', { ipam: { subnet: '10.1.2.0/32' } }, 7, 'too small to allocate from, the smallest is a /30'],
  ['a /127', { ipam: { subnet: '2001:db8::/127' } }, 7, 'too small to allocate from, the smallest is a /126'],
  ['host bits', { ipam: { subnet: '10.1.2.7/24' } }, 7, 'host bits are set, the network is 10.1.2.0/24'],
  ['a gateway asked for', { args: 'IP=10.1.2.1' }, 102, '"10.1.2.1": it is a range\'s gateway'],
  ['an address of no range asked for', { args: 'IP=10.9.9.9' }, 102, '"10.9.9.9": in no range set'],
  [
    'a relative dataDir',
    { ipam: { dataDir: 'networks' } },
    7,
    '"ipam.dataDir" "networks": not an absolute path',
  ],
])('host-local refuses %s, and makes nothing', async (_, wrong, code, message) => {
  await using host = await throwawayHost();
  expect(await call(host, wrong)).toMatchObject({ code, msg: expect.stringContaining(message) });
  expect((await host.run(['ls', '-A', '/run/ipam', '/var/lib/cni'])).stdout).not.toMatch(/networks/);
  if (wrong.args === undefined)
    expect(await call(host, { ...wrong, command: 'STATUS' })).toMatchObject({ code });
});

test('host-local refuses an attachment for which nobody names a range; STATUS cannot know what the runtime will name', async () => {
  await using host = await throwawayHost();
  const none = { ipam: { subnet: undefined } };
  const refusal = { code: 7, msg: expect.stringContaining('no IP ranges specified') };
  expect(await call(host, none)).toMatchObject(refusal);
  expect(await call(host, { ...none, command: 'STATUS' })).toEqual({});
  const ipRanges = [[{ subnet: '10.9.0.0/24' }]];
  expect(await call(host, { ...none, conf: { runtimeConfig: { ipRanges } } })).toMatchObject({
    ips: [{ address: '10.9.0.2/24' }],
  });
});

test('host-local refuses a gateway that a container has got, and gives out again when it is gone', async () => {
  await using host = await throwawayHost();
  expect(await call(host, { args: 'IP=10.1.2.9' })).toMatchObject({ ips: [{ address: '10.1.2.9/24' }] });
  const before = await filesBelow(host);
  const ipam = { gateway: '10.1.2.9' };
  const message = expect.stringContaining('the gateway "10.1.2.9" is reserved for "one" "eth0"');
  expect(await call(host, { ipam })).toMatchObject({ code: 102, msg: message });
  expect(await call(host, { ipam, command: 'STATUS' })).toMatchObject({ code: 50, msg: message });
  expect(await filesBelow(host)).toEqual(before);
  await call(host, { ipam, command: 'DEL' });
  expect(await call(host, { ipam })).toMatchObject({ ips: [{ gateway: '10.1.2.9' }] });
});

test('host-local takes a file that somebody wrote for a gateway as it is meant', async () => {
  await using host = await throwawayHost();
  host.write(`${dataDir}/mynet/10.1.2.1`, 'gateway');
  expect(await call(host, {})).toMatchObject({ ips: [{ address: '10.1.2.2/24', gateway: '10.1.2.1' }] });
});

test.each([
  ['a file', `mkdir -p /run/ipam; echo mine >${dataDir}`, 'not a directory', 'is not a folder'],
  [
    'not writable',
    `mkdir -p ${dataDir}; mount -t tmpfs -o ro tmpfs ${dataDir}`,
    'read-only file system',
    'EROFS',
  ],
])('host-local says that dataDir is %s, on ADD and on STATUS', async (_, script, reason, state) => {
  await using host = await throwawayHost();
  await host.ok(['sh', '-ec', script]);
  const before = await filesBelow(host);
  const { code, msg } = await call(host, {});
  expect(code).toBe(5);
  expect(msg).toMatch(new RegExp(`^Cannot mkdir "${dataDir}/[^"]*": ${reason}$`));
  const answer = await call(host, { command: 'STATUS' });
  expect(answer).toMatchObject({ code: 50, msg: expect.stringContaining(state) });
  expect(await filesBelow(host)).toEqual(before);
});

test.each([
  ['blocks', (n: number) => `size=${4 * n}k`],
  ['files', (n: number) => `nr_inodes=${n}`],
])(
  'host-local on a disk that runs out of %s says so and reserves nothing, until there is enough',
  async (_, option) => {
    await using host = await throwawayHost();
    const dual = { subnet: undefined, ranges: [[v4], [v6]] };
    let refused = 0;
    for (let n = 1; n < 30; n++) {
      await host.ok(['sh', '-ec', `mkdir -p ${dataDir}; mount -t tmpfs -o ${option(n)} tmpfs ${dataDir}`]);
      const { code, msg, ips } = await call(host, { ipam: dual });
      if (ips) {
        expect(refused).toBeGreaterThan(1);
        return;
      }
      refused++;
      expect({ code, msg }).toMatchObject({
        code: 5,
        msg: expect.stringMatching(/^Cannot \w+ ".*": no space left on device$/),
      });
      const left = (await filesBelow(host)).filter((path) => !path.includes('/last_reserved_ip.'));
      expect(left).toEqual([]);
      await host.ok(['umount', dataDir]);
    }
    throw new Error('Expected it to succeed with enough space');
  },
);

test('host-local says on STATUS that the disk is full', async () => {
  await using host = await throwawayHost();
  const fill = `mount -t tmpfs -o size=8k tmpfs ${dataDir}; cat /dev/zero >${dataDir}/zeros || true`;
  await host.ok(['sh', '-ec', `mkdir -p ${dataDir}; ${fill}`]);
  const answer = await call(host, { command: 'STATUS' });
  expect(answer).toMatchObject({
    code: 50,
    msg: expect.stringContaining('no space left on the file system of'),
  });
});

test('host-local on a disk that became read-only changes nothing, says so where it would have to, and still finds what is there', async () => {
  await using host = await throwawayHost();
  await host.ok(['sh', '-ec', `mkdir -p ${dataDir}; mount -t tmpfs tmpfs ${dataDir}`]);
  const prevResult = await call(host, {});
  const before = await filesBelow(host);
  await host.ok(['mount', '-o', 'remount,ro', dataDir]);
  const readOnly = expect.stringContaining('read-only file system');
  expect(await call(host, { command: 'CHECK', conf: { prevResult } })).toEqual({});
  expect(await call(host, { command: 'DEL' })).toMatchObject({ code: 105, details: readOnly });
  expect(await call(host, { command: 'STATUS' })).toMatchObject({ code: 50, msg: readOnly });
  await host.ok(['mount', '-o', 'remount,rw', dataDir]);
  expect(await filesBelow(host)).toEqual(before);
  expect(await call(host, { command: 'DEL' })).toEqual({});
  await host.ok(['mount', '-o', 'remount,ro', dataDir]);
  expect(await call(host, {})).toMatchObject({ code: 5, msg: readOnly });
  expect(await call(host, { command: 'DEL' })).toEqual({});
});

test('host-local on a full disk still gives back, by DEL and by GC', async () => {
  await using host = await throwawayHost();
  await host.ok(['sh', '-ec', `mkdir -p ${dataDir}; mount -t tmpfs -o size=64k tmpfs ${dataDir}`]);
  const fill = () => host.run(['sh', '-c', `cat /dev/zero >>${dataDir}/zeros`]);
  for (const [command, conf] of [
    ['DEL', {}],
    ['GC', { 'cni.dev/valid-attachments': [] }],
  ] as const) {
    expect(await call(host, {})).toHaveProperty('ips');
    await fill();
    expect(await call(host, { command, conf })).toEqual({});
    expect((await filesBelow(host)).filter((path) => !/zeros|last_/.test(path))).toEqual([]);
    await host.ok(['truncate', '-s', '0', `${dataDir}/zeros`]);
  }
});
