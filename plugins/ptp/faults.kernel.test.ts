import { attackEveryLine } from '../../lib/testing/attack.ts';
import type { Fault } from '../../lib/testing/faultyIp.ts';
import { ipamSpy } from '../../lib/testing/ipamSpy.ts';
import { needs } from '../../lib/testing/needs.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ptpNetwork } from './testPtp.ts';

beforeAll(() => needs('iptables', 'nft'));

test.each<[Fault, string]>([
  ['refused', 'iptables'],
  ['ip-ends-before', 'iptables'],
  ['ip-ends-after', 'nftables'],
  ['killed-before', 'nftables'],
  ['killed-after', 'iptables'],
])(
  'ptp ADD, at whatever line something happens (%s, %s), leaves nothing, or nothing that DEL does not remove',
  async (fault, ipMasqBackend) => {
    await using host = await throwawayHost();
    using spies = ipamSpy();
    const on = 'for key in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 >/proc/sys/net/$key; done';
    await host.ok(['sh', '-c', on]); // forwarding stays on once it is on
    const own = { ipam: { type: 'spy' }, ipMasq: true, ipMasqBackend, mtu: 1400 };
    const net = ptpNetwork(host, own, spies.path);
    const clear = () => net.gc([]); // the chain that entries share
    const container = await host.container();
    await attackEveryLine({ net, container, spies, faults: [fault], atLeast: 13, clear });
  },
  120_000,
);
