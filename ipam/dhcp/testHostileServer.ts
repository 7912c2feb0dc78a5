/*
 * A DHCP server that answers each message with everything a client must not believe, and then, if its argument is
 * "then-well", as it should: 10.0.0.5/24. Started by a test in the server's namespace.
 */
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';
import { numberAt } from './bytes.ts';
import { addresses, answer, type Different, text, typeOf } from './v4/testServer.ts';

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
    ...(endsWell ? [withFields(answer('ack', question, { options: odd }), dotOrg, lastByte)] : []),
  ];
}

/** Each with an address that nobody must ever have. */
function lies(type: 'offer' | 'ack', question: Uint8Array): Uint8Array[] {
  const lie = answer(type, question, { yiaddr: '10.0.0.66' });
  const kind = type === 'offer' ? 2 : 5;
  return [
    ...[1, 100, 236, 239, 240, 243].map((length) => lie.slice(0, length)),
    answer(type, question, { yiaddr: '10.0.0.66', xid: otherXid(question) }),
    answer(type, question, { yiaddr: '10.0.0.66', mac: '02:00:00:00:00:99' }),
    Uint8Array.of(...lie.slice(0, 240), 53, 1, kind, 54, 200, 10, 0, 0, 1),
    Uint8Array.of(...lie.slice(0, 240), 53, 1, kind, 121),
    withFields(answer(type, question, { yiaddr: '10.0.0.66', options: overloaded }), pastItsEnd, []),
    ...unusable.map((different) => answer(type, question, { server: '10.0.0.8', ...different })),
  ];
}

/** What an answer says that is in order and no lease all the same. */
const unusable: Different[] = [
  ...['0.0.0.0', '127.0.0.1', '224.0.0.1', '255.255.255.255', '10.0.0.0', '10.0.0.255', '10.0.0.8'].map(
    (yiaddr) => ({ yiaddr }),
  ),
  ...['0.0.0.0', '0.0.255.255', '255.0.255.0'].map((mask) => ({ options: { 1: addresses(mask) } })),
  { options: { 1: new Uint8Array() } },
  { options: { 51: new Uint8Array(4) } },
  ...[1, 51, 53, 54].map((option) => ({
    yiaddr: '10.0.0.66',
    options: { 1: undefined, [option]: new Uint8Array() },
  })),
];

/** Option 52: "file" and "sname" hold options too. */
const overloaded = { 52: Uint8Array.of(3) };
const pastItsEnd = [...new Array(126).fill(0), 12, 9];

/** A message with these bytes in "file" and "sname". */
function withFields(message: Uint8Array, file: number[], sname: number[]): Uint8Array {
  message.set(sname, 44);
  message.set(file, 108);
  return message;
}

/** What is beside the point is left out, the rest holds: one router of many, a domain and a name server in two parts. */
const odd = {
  ...overloaded,
  3: addresses('0.0.0.0', '127.0.0.1', '224.0.0.1', '10.0.0.255', '10.0.0.0', '10.0.0.5', '10.0.0.1'),
  6: Uint8Array.of(10, 0, 0),
  12: new Uint8Array(),
  15: text('example'),
  26: Uint8Array.of(255, 255),
  33: addresses('10.9.0.0', '10.0.0.255', '127.0.0.0', '10.0.0.1', '10.8.0.0', '127.0.0.1'),
  58: Uint8Array.of(0, 0, 255, 255),
  59: Uint8Array.of(0, 0, 0, 1),
  119: Uint8Array.of(0xc0, 0),
  121: Uint8Array.of(200, 10, 0, 0, 1),
};
const [dotOrg, lastByte] = [
  [15, 4, ...text('.org'), 255],
  [0, 6, 1, 7, 255],
];

function otherXid(question: Uint8Array): number {
  return (numberAt(question, 4, 4) ^ 1) >>> 0;
}
