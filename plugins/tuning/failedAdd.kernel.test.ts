import { type Fault, FaultyIp } from '../../lib/testing/faultyIp.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { everything as all, attributesOf, changes, savedFile, tuned } from './testTuning.ts';

const lines = ['address *', 'mtu *', 'promisc *', 'allmulticast *', 'txqueuelen *'].map(
  (words) => `link set dev eth0 ${words}`,
);
/** The way back goes over the same lines with other values, so the fault is at the value that ADD sets. */
const faulty = [all.mac, 'mtu 1400', 'promisc on', 'allmulticast on', 'txqueuelen 5'].map(
  (words) => `*${words}`,
);

describe.each<Fault>(['refused', 'ip-ends-before', 'ip-ends-after'])(
  'tuning ADD, at whatever line ip fails (%s)',
  (fault) => {
    test('puts everything back and keeps nothing', async () => {
      await using host = await throwawayHost();
      using ip = new FaultyIp();
      const { net, container, prevResult } = await tuned(host, all);
      const before = await snapshot(host, container);
      const was = await attributesOf(container);
      for (const line of faulty) {
        const { code } = await net.refused('ADD', container, { prevResult, env: ip.env(fault, line) });
        const left = await changes(before, host, container);
        expect({ line, code, left, is: await attributesOf(container) }).toEqual({
          line,
          code: 100,
          left: [],
          is: was,
        });
      }
    }, 30_000);
  },
);

test.each<Fault>(['killed-before', 'killed-after'])(
  'tuning ADD, %s a line, leaves what DEL can put back',
  async (fault) => {
    await using host = await throwawayHost();
    using ip = new FaultyIp();
    const { net, container, prevResult } = await tuned(host, all);
    const before = await snapshot(host, container);
    const was = await attributesOf(container);
    for (const line of lines) {
      const killed = await net.call('ADD', container, { prevResult, env: ip.env(fault, line) });
      expect([line, killed.signal, killed.stdout]).toEqual([line, 'SIGKILL', '']);
      expect(() => JSON.parse(host.read(savedFile))).not.toThrow();
      await net.del(container);
      expect({ line, left: await changes(before, host, container) }).toEqual({ line, left: [] });
      expect(await attributesOf(container)).toEqual(was);
    }
  },
  30_000,
);

test('tuning ADD puts everything back when the kernel refuses a sysctl', async () => {
  await using host = await throwawayHost();
  const { net, container, prevResult } = await tuned(host, all);
  const before = await snapshot(host, container);
  const was = await attributesOf(container);
  const conf = { sysctl: { ...all.sysctl, 'net.ipv4.conf.eth0.rp_filter': 'x' } };
  expect(await net.refused('ADD', container, { prevResult, conf })).toMatchObject({
    code: 100,
    msg: expect.stringContaining('Cannot set net/ipv4/conf/eth0/rp_filter to "x": EINVAL'),
  });
  expect(await attributesOf(container)).toEqual(was);
  expect(await changes(before, host, container)).toEqual([]);
});
