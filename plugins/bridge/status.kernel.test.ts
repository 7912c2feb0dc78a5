import { difference } from '../../lib/testing/difference.ts';
import { snapshot } from '../../lib/testing/snapshot.ts';
import { spyPlugins } from '../../lib/testing/spyPlugins.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { BridgeNetwork } from './testNetwork.ts';

describe('bridge STATUS', () => {
  test('is content with a host that can do everything, and changes nothing', async () => {
    await using host = await throwawayHost();
    const before = await snapshot(host);
    for (const ipMasqBackend of ['iptables', 'nftables', undefined])
      await new BridgeNetwork(host, { ipMasq: true, ipMasqBackend }).status();
    expect(difference(before, await snapshot(host))).toEqual([]);
  });

  test('says that an interface of another kind has the name of the bridge', async () => {
    await using host = await throwawayHost();
    await host.ok(['ip', 'link', 'add', 'cni0', 'type', 'veth']);
    expect(await new BridgeNetwork(host).refused('STATUS', undefined)).toMatchObject({
      code: 50,
      msg: expect.stringContaining('"cni0"'),
    });
  });

  // Reference: 13 Backends
  test('names the programs that are missing', async () => {
    await using host = await throwawayHost();
    await host.ok(['mount', '-t', 'tmpfs', 'hides-iptables-and-nft', '/usr/sbin']);
    const { code, msg } = await new BridgeNetwork(host, { ipMasq: true, ipMasqBackend: 'iptables' }).refused(
      'STATUS',
      undefined,
    );
    expect([code, msg]).toEqual([
      50,
      'Cannot attach containers: program "iptables-restore" is not installed; program "ip6tables-restore" is not installed',
    ]);
    const { msg: without } = await new BridgeNetwork(host, { ipMasq: true }).refused('STATUS', undefined);
    expect(without).toBe('Cannot attach containers: program "nft" is not installed');
    await new BridgeNetwork(host).status();
  });

  test("tells what IPAM's STATUS tells, and asks it with the same stdin", async () => {
    await using host = await throwawayHost();
    using spies = spyPlugins();
    spies.plant('spy', { STATUS: { exit: 1, stdout: { code: 51, msg: 'nearly full' } } });
    const net = new BridgeNetwork(host, { ipam: { type: 'spy' } }, spies.path);
    expect(await net.refused('STATUS', undefined)).toMatchObject({ code: 51, msg: 'nearly full' });
    expect(spies.calls().map(({ command, text }) => [command, text])).toEqual([
      ['STATUS', JSON.stringify(net.conf())],
    ]);
  });
});
