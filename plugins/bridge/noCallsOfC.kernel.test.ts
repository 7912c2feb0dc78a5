import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { BridgeNetwork, dual } from './testNetwork.ts';

/** As where memory that is writable and executable is forbidden (systemd: MemoryDenyWriteExecute): the runtime makes no code. */
const env = { BUN_JSC_useJIT: '0' };
const conf = { isDefaultGateway: true, ipMasq: true, ipam: dual };

describe('where no function of the C library can be called', () => {
  test('bridge and host-local do all they do elsewhere, only later', async () => {
    await using host = await throwawayHost();
    const net = new BridgeNetwork(host, conf);
    const [a, b] = [await host.container('a'), await host.container('b')];
    const result = await net.add(a, { env });
    expect(result).toMatchObject({ ips: [{ address: '10.1.2.2/24' }, { address: 'fd00:1::2/64' }] });
    await net.add(b);
    await ping(a, '10.1.2.3');
    await ping(a, 'fd00:1::1');
    await net.check(a, result, { env });
    await net.del(a, { env, prevResult: result });
    await net.del(a, { env });
    expect(await host.ipJson('link', 'show', 'type', 'veth')).toHaveLength(1);
  }, 30_000);

  test('the daemon of dhcp, which cannot do without, says so', async () => {
    await using host = await throwawayHost();
    const argv = [`${pluginsUnderTest}/dhcp`, 'daemon', '-socketpath', '/run/dhcp.sock'];
    const { exitCode, stderr } = await host.run(argv, { env });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'dhcp: Cannot listen to servers: this process may not have memory that is writable and executable\n',
    });
  });
});
