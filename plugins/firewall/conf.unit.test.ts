import type { ConfSource } from '../../lib/skel/plugin.ts';
import { parseNetworkConf } from '../../lib/spec/conf.ts';
import { CniError } from '../../lib/spec/errors.ts';
import { parseFirewallConf } from './conf.ts';

function source(own: object, command: ConfSource['command'] = 'ADD'): ConfSource {
  const network = parseNetworkConf({ cniVersion: '1.1.0', name: 'n', type: 'firewall', ...own });
  return { command, network, args: new Map() };
}

/** The message of the refusal. */
function refusal(own: object): string {
  try {
    parseFirewallConf(source(own));
  } catch (error) {
    if (error instanceof CniError && error.code === 7) return error.message;
    throw error;
  }
  return 'accepted';
}

const defaults = { adminChain: 'CNI-ADMIN', zone: 'trusted', ingressPolicy: 'open' };

describe('parseFirewallConf()', () => {
  test('has a default for every key, also where a key is empty', () => {
    expect(parseFirewallConf(source({}))).toEqual(defaults);
    const empty = { backend: '', ingressPolicy: '', iptablesAdminChainName: '', firewalldZone: '' };
    expect(parseFirewallConf(source(empty))).toEqual(defaults);
  });

  test('takes every value of every key, in any letter case of the key', () => {
    for (const backend of ['iptables', 'nftables', 'firewalld'])
      expect(parseFirewallConf(source({ Backend: backend })).backend).toBe(backend);
    for (const ingressPolicy of ['open', 'same-bridge', 'isolated'])
      expect(parseFirewallConf(source({ ingressPolicy })).ingressPolicy).toBe(ingressPolicy);
    const own = { iptablesAdminChainName: 'MY_rules.1-a', firewalldZone: 'my-zone' };
    expect(parseFirewallConf(source(own))).toMatchObject({ adminChain: 'MY_rules.1-a', zone: 'my-zone' });
  });

  test.each([
    [{ backend: 'iptable' }, '"backend" "iptable": not one of iptables, nftables, firewalld'],
    [{ backend: 7 }, '"backend" 7: not a string'],
    [{ ingressPolicy: 'sometimes' }, '"ingressPolicy" "sometimes": not one of open, same-bridge, isolated'],
    [{ iptablesAdminChainName: 'FORWARD' }, '"iptablesAdminChainName" "FORWARD": reserved'],
    [{ iptablesAdminChainName: 'WEFT-FORWARD' }, 'reserved'],
    [{ iptablesAdminChainName: '-A' }, 'beginning with no . or -'],
    [{ iptablesAdminChainName: 'a b' }, 'not letters'],
    [{ iptablesAdminChainName: 'A\n-F' }, 'not letters'],
    [{ iptablesAdminChainName: 'A'.repeat(29) }, 'longer than 28 characters'],
    [{ firewalldZone: 'a zone' }, '"firewalldZone" "a zone": not letters'],
    [{ firewalldZone: ['trusted'] }, 'not a string'],
  ])('refuses %j', (own, said) => {
    expect(refusal(own)).toContain(said);
  });

  test.each(['DEL', 'GC'] as const)(
    '%s takes what is wrong for absent, and what is right as it is',
    (command) => {
      const wrong = {
        backend: 7,
        ingressPolicy: 'sometimes',
        iptablesAdminChainName: 'a b',
        firewalldZone: 'x y',
      };
      expect(parseFirewallConf(source(wrong, command))).toEqual(defaults);
      const half = { backend: 'nftables', ingressPolicy: 'never' };
      expect(parseFirewallConf(source(half, command))).toEqual({ ...defaults, backend: 'nftables' });
    },
  );
});
