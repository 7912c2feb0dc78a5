/*
 * SCTP with real traffic. The lab's kernel has it, and iptables, but no nftables for addresses.
 *
 * @needs-kernel sctp
 */
import { type Keeper, keep } from '../../lib/testing/keeper.ts';
import { outsideWorld } from '../../lib/testing/outsideWorld.ts';
import type { Place } from '../../lib/testing/place.ts';
import { throwawayHost } from '../../lib/testing/throwawayHost.ts';
import { PortNetwork, tcp } from './testPorts.ts';

/** Answers "<name> from <address of the sender>" to each association on a port, over IPv4 and IPv6. */
const server = `
  my ($name, $port) = @ARGV;
  socket(my $listening, AF_INET6, SOCK_STREAM, 132) or die "socket: $!";
  bind($listening, pack_sockaddr_in6($port, IN6ADDR_ANY)) or die "bind: $!";
  listen($listening, 5) or die "listen: $!";
  syswrite(STDOUT, "ready\\n");
  while (my $from = accept(my $one, $listening)) {
    my $address = inet_ntop(AF_INET6, (unpack_sockaddr_in6($from))[1]) =~ s/^::ffff://r;
    syswrite($one, "$name from $address");
    close($one);
  }`;

/** Prints what is answered, or why nothing is. */
const client = `
  my ($address, $port) = @ARGV;
  my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
  my $bytes = inet_pton($family, $address);
  my $to = $family == AF_INET6 ? pack_sockaddr_in6($port, $bytes) : pack_sockaddr_in($port, $bytes);
  socket(my $asking, $family, SOCK_STREAM, 132) or die "socket: $!";
  alarm(5);
  connect($asking, $to) or do { print "$!"; exit };
  sysread($asking, my $answer, 100);
  print $answer;`;

const perl = (script: string, ...words: string[]) => ['perl', '-MSocket=:all', '-e', script, ...words];

function serve(place: Place, name: string, port: number): Promise<Keeper> {
  return keep([...place.enter, ...perl(server, name, String(port))]);
}

async function ask(place: Place, address: string, port: number): Promise<string> {
  return (await place.run(perl(client, address, String(port)))).stdout;
}

test('a port of SCTP is reached from outside, from the host, and from other containers; TCP of that number is not forwarded', async () => {
  await using host = await throwawayHost();
  const world = await outsideWorld(host);
  const net = new PortNetwork(host, { backend: 'iptables' });
  const [web, other] = [await host.container('web'), await host.container('other')];
  const ports = [{ ...tcp(8080, 80), protocol: 'sctp' }];
  const prevResult = await net.add(web, ports);
  await net.add(other, []);
  await net.portmap.check(web, prevResult, net.call({ ports }));
  await serve(web, 'web', 80);

  expect(await ask(world, '192.0.2.1', 8080)).toBe('web from 192.0.2.2');
  expect(await ask(world, 'fd00:99::1', 8080)).toBe('web from fd00:99::2');
  expect(await ask(host, '192.0.2.1', 8080)).toBe('web from 192.0.2.1');
  expect(await ask(other, '192.0.2.1', 8080)).toBe('web from 10.1.2.1'); // as TCP in the same network
  expect((await world.run(['busybox', 'nc', '-w', '2', '192.0.2.1', '8080'])).exitCode).not.toBe(0);

  await net.del(web, { ports, prevResult });
  expect(await ask(world, '192.0.2.1', 8080)).toBe('Connection refused');
});
