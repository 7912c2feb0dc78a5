import fc from 'fast-check';
import { networkLabel, ownerLabel, ownerName } from './owner.ts';

const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,300}$/);
const owner = fc.record({
  plugin: fc.constantFrom('bridge', 'host-device'),
  network: name,
  containerId: name,
  ifName: fc.stringMatching(/^[a-z][a-z0-9.]{0,14}$/),
});

const eth0 = { plugin: 'bridge', network: 'mynet', containerId: '2e34dcf34', ifName: 'eth0' };

describe('ownerLabel()', () => {
  test('reads as plugin, network, container and interface', () => {
    expect(ownerLabel(eth0)).toBe('weft:bridge:mynet:2e34dcf34:eth0');
  });

  test('fits the 128 bytes of an nft comment, whatever the names', () => {
    fc.assert(
      fc.property(owner, (own) => {
        expect(ownerLabel(own).length).toBeLessThanOrEqual(127);
        expect(ownerLabel(own)).toMatch(/^[A-Za-z0-9_.~:-]+$/);
      }),
    );
  });

  test('differs between owners, also where names are too long to be kept', () => {
    fc.assert(
      fc.property(owner, owner, (a, b) => {
        expect(ownerLabel(a) === ownerLabel(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    const long = { ...eth0, containerId: 'a'.repeat(200) };
    expect(ownerLabel(long)).not.toBe(ownerLabel({ ...long, containerId: `${'a'.repeat(199)}b` }));
  });

  test('begins with the label of its network, and of no other network', () => {
    expect(ownerLabel(eth0).startsWith(networkLabel('bridge', 'mynet'))).toBe(true);
    expect(ownerLabel(eth0).startsWith(networkLabel('bridge', 'my'))).toBe(false);
  });
});

// Reference: 13 Names
describe('ownerName()', () => {
  test('is always the same and fits an interface name', () => {
    expect(ownerName('veth', eth0)).toBe(ownerName('veth', { ...eth0 }));
    expect(ownerName('veth', eth0)).toMatch(/^veth[0-9a-f]{11}$/);
  });

  test('differs for ("ab", "c") and ("a", "bc"), and between the interfaces of one container', () => {
    const names = [
      ownerName('veth', { ...eth0, network: 'ab', containerId: 'c' }),
      ownerName('veth', { ...eth0, network: 'a', containerId: 'bc' }),
      ownerName('veth', { ...eth0, ifName: 'eth1' }),
      ownerName('veth', eth0),
    ];
    expect(new Set(names).size).toBe(4);
  });

  test('does not collide among 20,000 containers of one node', () => {
    const names = Array.from({ length: 20_000 }, (_, i) =>
      ownerName('veth', { ...eth0, containerId: `container-${i}` }),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
