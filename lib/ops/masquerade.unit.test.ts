import { addMasquerade, removeMasquerade, removeScaffold, restoreMasquerade } from './masquerade.ts';
import { takeOver } from './masqueradeNft.ts';

const label = 'weft:bridge:mynet:2e34dcf34:eth0';
const v4 = { ip: '10.1.2.3', subnet: '10.1.2.0/24' };
const v6 = { ip: 'fd00:1::3', subnet: 'fd00:1::/64' };

describe('addMasquerade()', () => {
  test('with iptables is one transaction per family, and nothing for no address', () => {
    expect(addMasquerade('iptables', label, []).length).toBe(0);
    expect(addMasquerade('iptables', label, [v4, v6]).map((step) => step.tool)).toEqual([
      'iptables',
      'ip6tables',
    ]);
  });

  test('with iptables expects the base, makes it, expects it again, mends it', () => {
    const [step] = addMasquerade('iptables', label, [v4]);
    const mark = '-C POSTROUTING -m comment --comment "weft: masquerade follows"';
    const entry = '-A POSTROUTING -m comment --comment "weft: masquerade" -j WEFT-MASQ';
    const enter = [mark.replace('-C', '-A'), entry];
    const rule = `-A WEFT-MASQ -s 10.1.2.3/32 ! -d 10.1.2.0/24 -m comment --comment "${label}" -j MASQUERADE`;
    expect(step?.attempts).toEqual([
      ['*nat', mark, rule, 'COMMIT'],
      [
        '*nat',
        '-N WEFT-MASQ',
        '-F WEFT-MASQ',
        '-X WEFT-MASQ',
        '-N WEFT-MASQ',
        ...enter,
        '-A WEFT-MASQ -d 224.0.0.0/4 -j RETURN',
        rule,
        'COMMIT',
      ],
      ['*nat', mark, rule, 'COMMIT'],
      ['*nat', '-C WEFT-MASQ -d 224.0.0.0/4 -j RETURN', ...enter, rule, 'COMMIT'],
      ['*nat', ...enter, '-I WEFT-MASQ -d 224.0.0.0/4 -j RETURN', rule, 'COMMIT'],
    ]);
    expect(step?.undo).toEqual(['*nat', rule.replace('-A', '-D'), 'COMMIT']);
  });

  test('with nftables is one transaction for both families, guarded by the owner', () => {
    const [step, ...rest] = addMasquerade('nftables', label, [v4, v6]);
    expect(rest).toEqual([]);
    expect(step?.attempts[0]).toEqual([
      expect.stringMatching(
        /^create element inet weft owners \{ "[0-9a-f]{15}" comment "weft:bridge:mynet:2e34dcf34:eth0" \}$/,
      ),
      expect.stringMatching(/^create element inet weft owners /),
      `create element inet weft masq4 { 10.1.2.3 comment "${label}" : goto masq-10.1.2.0/24 }`,
      `create element inet weft masq6 { fd00:1::3 comment "${label}" : goto masq-fd00_1__/64 }`,
    ]);
    expect(step?.attempts[1]).toEqual(expect.arrayContaining(step?.attempts[0] ?? []));
    expect(step?.undo?.[0]).toMatch(/^delete element inet weft owners/);
    expect(step?.undo?.[0]).not.toBe(step?.undo?.[1]);
    expect(addMasquerade('nftables', 'weft:bridge:mynet:another:eth0', [v4])[0]?.undo?.[0]).not.toBe(
      step?.undo?.[0],
    );
  });
});

test('removeMasquerade() takes back what addMasquerade() did, in its own words', () => {
  for (const backend of ['iptables', 'nftables'] as const) {
    const added = addMasquerade(backend, label, [v4, v6]);
    const removed = removeMasquerade(backend, label, [v4, v6]);
    expect(removed.map((step) => step.attempts)).toEqual(added.map((step) => [step.undo]));
    expect(removed.every((step) => step.fine === 'absent')).toBe(true);
  }
});

test('takeOver() removes the former entries of their owners, and adds ours, in one transaction', () => {
  const former = { ...v4, label: 'weft:bridge:mynet:former:eth0' };
  const [gone] = removeMasquerade('nftables', former.label, [former]);
  const [added] = restoreMasquerade('nftables', label, [v4, v6]);
  const step = takeOver(label, [v4, v6], [former]);
  expect(step.attempts).toEqual([[...(gone?.attempts[0] ?? []), ...(added?.attempts[0] ?? [])]]);
  expect(step.undo).toEqual(added?.undo);
});

test('removeScaffold() lets the kernel refuse it while anybody has an entry', () => {
  expect(removeScaffold({ tool: 'nft', subnets: ['10.1.2.0/24'] }).attempts).toEqual([
    ['delete chain inet weft masq-10.1.2.0/24', 'delete table inet weft'],
  ]);
  expect(removeScaffold({ tool: 'ip6tables' }).attempts[0]?.at(-2)).toBe('-X WEFT-MASQ');
});
