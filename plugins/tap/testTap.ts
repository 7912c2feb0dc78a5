import type { Place } from '../../lib/testing/place.ts';
import { PluginNetwork } from '../../lib/testing/pluginNetwork.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';

export const v4 = { type: 'host-local', ranges: [[{ subnet: '10.1.2.0/24' }]] };
export const dual = {
  type: 'host-local',
  ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00:1::/64' }]],
};

/** A network of the compiled `tap`, with IPv4 unless told otherwise. */
export function tapNetwork(
  host: Host,
  own: Record<string, unknown> = {},
  ...folders: string[]
): PluginNetwork {
  return new PluginNetwork(host, { type: 'tap', ipam: v4, ...own }, ...folders);
}

/** Bits of a tap's flags as the kernel defines them: TAP and NO_PI, and MULTI_QUEUE. */
const plain = 0x1002;
const multiQueue = 0x0100;

/**
 * A stand-in for a virtual machine, 10.1.2.9 with MAC 02:00:00:00:00:09, behind a tap: answers ARP requests and echo
 * requests for its address until it has answered as many as it is told to. Ends with 7 if it may not open the tap.
 */
const machine = `
use strict;
my ($name, $flags, $echoes) = @ARGV;
open(my $tap, '+<', '/dev/net/tun') or exit 6;
ioctl($tap, 0x400454ca, pack('a16 S x22', $name, $flags)) or exit 7;
my ($mac, $ip) = (pack('H*', '020000000009'), pack('C4', 10, 1, 2, 9));
$SIG{ALRM} = sub { exit 8 };
alarm 20;
$| = 1;
print "open\\n";
while ($echoes > 0 && sysread($tap, my $frame, 65536)) {
  my $from = substr($frame, 6, 6);
  my $type = unpack('n', substr($frame, 12, 2));
  if ($type == 0x0806 && substr($frame, 38, 4) eq $ip && unpack('n', substr($frame, 20, 2)) == 1) {
    my $body = substr($frame, 14, 6) . pack('n', 2) . $mac . $ip . substr($frame, 22, 10);
    syswrite($tap, $from . $mac . pack('n', 0x0806) . $body);
  } elsif ($type == 0x0800 && substr($frame, 30, 4) eq $ip && unpack('C', substr($frame, 34, 1)) == 8) {
    my $sum = unpack('n', substr($frame, 36, 2)) + 0x0800;
    $sum = ($sum & 0xffff) + ($sum >> 16);
    my $head = substr($frame, 14, 12) . $ip . substr($frame, 26, 4);
    syswrite($tap, $from . $mac . pack('n', 0x0800) . $head . pack('CCn', 0, 0, $sum) . substr($frame, 38));
    $echoes--;
  }
}
`;

/** Lets everybody open the device that taps are made through, as systems usually do: what counts then is the tap's owner. */
export async function openDevice(host: Host): Promise<void> {
  const commands = 'mount -t tmpfs tun /dev/net; mknod -m 666 /dev/net/tun c 10 200';
  await host.ok(['sh', '-ec', commands]);
}

/** How the machine is run. */
export interface Machine {
  /** Numbers of its user and group. Default: root. */
  user?: number;
  group?: number;
  multiQueue?: boolean;
  /** Echo requests to answer; with none it opens the tap and ends. */
  echoes?: number;
}

/** Runs the machine on "eth0" to its end, without capabilities unless it is root; its exit code. */
export async function runMachine(
  place: Place,
  { user = 0, group = 0, echoes = 0, ...how }: Machine = {},
): Promise<number | null> {
  const as = user === 0 ? [] : ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
  const flags = how.multiQueue ? plain | multiQueue : plain;
  const argv = [...as, 'perl', '-e', machine, 'eth0', String(flags), String(echoes)];
  return (await place.run(argv)).exitCode;
}
