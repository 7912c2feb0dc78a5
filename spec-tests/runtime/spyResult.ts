/** Versions in which a result has `ip4` and `ip6`, and those in which an address says its family. */
const oldest = ['0.1.0', '0.2.0'];
const middle = ['0.3.0', '0.3.1', '0.4.0'];

/** What a spy of this type answers to ADD: a result of that version that can be told from those of other spies by its domain. */
export function spyResult(type: string, version: string): Record<string, unknown> {
  const dns = { nameservers: ['10.99.0.1'], domain: type };
  if (oldest.includes(version))
    return { cniVersion: version, ip4: { ip: '10.99.0.5/24', gateway: '10.99.0.1' }, dns };
  const family = middle.includes(version) ? { version: '4' } : {};
  return {
    cniVersion: version,
    interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:05', sandbox: '/run/netns/c1' }],
    ips: [{ ...family, address: '10.99.0.5/24', gateway: '10.99.0.1', interface: 0 }],
    routes: [{ dst: '0.0.0.0/0', gw: '10.99.0.1' }],
    dns,
  };
}
