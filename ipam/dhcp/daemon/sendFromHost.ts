import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

/**
 * Says something to a DHCP server by way of the host's own routes: for a lease whose interface is gone. `leased`: its
 * address. Throws where it cannot be sent.
 */
export async function sendFromHost(payload: Uint8Array, server: string, leased: string): Promise<void> {
  const is6 = leased.includes(':');
  const socket = createSocket(is6 ? 'udp6' : 'udp4');
  try {
    await (is6 ? send(socket, payload, 547, await multicastTo(leased)) : send(socket, payload, 67, server));
  } finally {
    socket.close();
  }
}

/**
 * Servers of DHCPv6 are spoken to by multicast (RFC 8415, 14): on the link through which the host reaches the leased
 * address. Where that is another one, no server there has the DUID that is meant.
 */
async function multicastTo(leased: string): Promise<string> {
  const probe = createSocket('udp6');
  try {
    await settled(probe, (done) => probe.connect(547, leased, done));
    const own = probe.address().address;
    const has = ([, all = []]: [string, { address: string }[] | undefined]) =>
      all.some(({ address }) => address === own);
    const link = Object.entries(networkInterfaces()).find(has)?.[0];
    if (link === undefined) throw new Error(`no link of the host leads to ${leased}`);
    return `ff02::1:2%${link}`;
  } finally {
    probe.close();
  }
}

function send(socket: Socket, payload: Uint8Array, port: number, to: string): Promise<void> {
  return settled(socket, (done) => socket.send(payload, port, to, done));
}

function settled(socket: Socket, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    begin((error) => (error ? reject(error) : resolve()));
  });
}
