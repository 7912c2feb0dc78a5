import { unexpected } from './leftOver.ts';

test('unexpected lets pass what stays on purpose, and nothing else', () => {
  const onPurpose = [
    '- host sysctl net/ipv4/ip_forward 0',
    '+ host sysctl net/ipv6/conf/all/forwarding 1',
    '+ host file /var/lib/cni/networks/bridge/last_reserved_ip.0 600 "10.88.0.3"',
    '+ host file /var/lib/cni/networks/.weft/bridge folder 700',
  ];
  const defects = [
    '+ host link cni0 kind bridge',
    '+ host iptables nat :WEFT-MASQ -',
    '+ host file /var/lib/cni/networks/bridge/10.88.0.3 600 "x"',
    '+ host file /var/lib/cni/networks/.weft/bridge/af63dc4c8601ec8c.0 link to 10.88.0.3',
    '+ host sysctl net/ipv4/conf/all/rp_filter 1',
    '- host address 127.0.0.1/8 dev lo',
  ];
  expect(unexpected([...onPurpose, ...defects])).toEqual(defects);
});
