import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { ping } from '../../lib/testing/traffic.ts';
import { FirewallChain, reached, rulesOf } from './testFirewall.ts';

describe.each(['iptables', 'nftables'])('with %s', (backend) => {
  test('a policy is counted, and goes with the last container of its bridge', async () => {
    await using host = await throwawayHost();
    const strict = new FirewallChain(host, { backend, ingressPolicy: 'isolated' });
    const same = new FirewallChain(host, { backend, ingressPolicy: 'same-bridge' });
    const other = new FirewallChain(host, { backend, ingressPolicy: 'same-bridge' }, 2);
    const far = await other.attached();
    const before = await rulesOf(host);
    const [a, b] = [await strict.attached(), await same.attached()];
    await strict.del(a.container, a.result);
    expect((await rulesOf(host)).filter((line) => /WEFT-ISO|isolated.*cni1/.test(line))).toEqual([]);
    expect(await reached(b.container, far.v4)).toEqual([false]);
    const c = await same.attached();
    await same.del(b.container); // without a result
    expect(await reached(c.container, far.v4)).toEqual([false]);
    await same.del(c.container);
    expect(await rulesOf(host)).toEqual(before);
  }, 30_000);

  test('a policy that changes leaves nothing of the one before', async () => {
    await using host = await throwawayHost();
    const strict = new FirewallChain(host, { backend, ingressPolicy: 'isolated' });
    const a = await strict.attached();
    await strict.del(a.container, a.result);
    const same = new FirewallChain(host, { backend, ingressPolicy: 'same-bridge' });
    const [b, c] = [await same.attached(), await same.attached()];
    for (const to of [c.v4, c.v6]) await ping(b.container, to);
  }, 20_000);
});
