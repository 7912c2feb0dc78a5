import { createSocket } from 'node:dgram';

/**
 * Says something to a DHCP server by way of the host's own routes: for a lease whose interface is gone. Throws where
 * it cannot be sent.
 */
export function sendFromHost(payload: Uint8Array, server: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    const settle = (error: Error | null) => {
      socket.close();
      if (error) reject(error);
      else resolve();
    };
    socket.on('error', settle);
    socket.send(payload, 67, server, settle);
  });
}
