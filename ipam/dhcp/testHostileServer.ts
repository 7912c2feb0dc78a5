/*
 * A DHCP server that answers each message with everything a client must not believe, and then, if its argument is
 * "then-well", as it should: 10.0.0.5/24. Started by a test in the server's namespace.
 */
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { numberAt } from './bytes.ts';
import { addresses, answer, typeOf } from './v4/testServer.ts';

const endsWell = process.argv[2] === 'then-well';
const socket = createSocket('udp4');

socket.on('message', (question) => {
  for (const payload of answersTo(question)) socket.send(payload, 68, '255.255.255.255');
  writeSync(1, `${typeOf(question)}\n`);
});
socket.bind(67, () => {
  socket.setBroadcast(true);
  writeSync(1, 'ready\n');
});

function answersTo(question: Uint8Array): Uint8Array[] {
  if (typeOf(question) === 'discover')
    return [...lies('offer', question), ...(endsWell ? [answer('offer', question)] : [])];
  if (typeOf(question) !== 'request') return [];
  const another = { server: '10.0.0.9', yiaddr: '10.0.0.66' };
  const others = [answer('ack', question, another), answer('nak', question, { xid: otherXid(question) })];
  return [
    ...others,
    ...lies('ack', question),
    ...(endsWell ? [answer('ack', question, { options: odd })] : []),
  ];
}

/** Each with the address 10.0.0.66, which nobody must ever have. */
function lies(type: 'offer' | 'ack', question: Uint8Array): Uint8Array[] {
  const lie = answer(type, question, { yiaddr: '10.0.0.66' });
  const unusable = ['0.0.0.0', '127.0.0.1', '224.0.0.1', '255.255.255.255'];
  const masks = ['0.0.0.0', '0.0.255.255', '255.0.255.0'];
  return [
    ...[1, 100, 236, 239, 240, 243].map((length) => lie.slice(0, length)),
    answer(type, question, { yiaddr: '10.0.0.66', xid: otherXid(question) }),
    answer(type, question, { yiaddr: '10.0.0.66', mac: '02:00:00:00:00:99' }),
    Uint8Array.of(...lie.slice(0, 240), 53, 1, type === 'offer' ? 2 : 5, 54, 200, 10, 0, 0, 1),
    Uint8Array.of(...lie.slice(0, 240), 53, 1, type === 'offer' ? 2 : 5, 121),
    ...unusable.map((yiaddr) => answer(type, question, { yiaddr, server: '10.0.0.8' })),
    ...masks.map((mask) =>
      answer(type, question, { yiaddr: '10.0.0.66', server: '10.0.0.8', options: { 1: addresses(mask) } }),
    ),
  ];
}

/** What is beside the point is left out; the rest holds. */
const odd = {
  26: Uint8Array.of(5, 220, 0),
  6: Uint8Array.of(10, 0, 0),
  119: Uint8Array.of(0xc0, 0),
  121: Uint8Array.of(200, 10, 0, 0, 1),
};

function otherXid(question: Uint8Array): number {
  return (numberAt(question, 4, 4) ^ 1) >>> 0;
}
