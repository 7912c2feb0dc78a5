import { type Keeper, keep } from '../../lib/testing/keeper.ts';
import type { Place } from '../../lib/testing/place.ts';

/** What a client asks: protocol, address, port; a local address to come from, if it matters. */
export type Question = ['tcp' | 'udp', string, number, string?];

/**
 * Answers "name from <address of the sender>" on every port it is given, TCP and UDP, both families, until its input
 * ends.
 */
const server = `
const [name, ...ports] = process.argv.slice(1);
const answer = (address) => name + ' from ' + address.replace('::ffff:', '');
const ready = [];
for (const port of ports.map(Number)) {
  const tcp = require('net').createServer((socket) => {
    socket.on('error', () => {});
    socket.end(answer(socket.remoteAddress));
  });
  ready.push(new Promise((resolve) => tcp.listen(port, '::', resolve)));
  const udp = require('dgram').createSocket('udp6');
  udp.on('message', (_, from) => udp.send(answer(from.address), from.port, from.address));
  ready.push(new Promise((resolve) => udp.bind(port, '::', resolve)));
}
Promise.all(ready).then(() => console.log('ready'));
process.stdin.on('end', () => process.exit()).resume();
`;

/** Prints for each question what was answered: text, "refused", or "silence" after 600 ms. UDP asks three times. */
const client = `
const ask = ([kind, address, port, from]) => new Promise((resolve) => {
  const timer = setTimeout(() => resolve('silence'), 600);
  const end = (text) => { clearTimeout(timer); resolve(text); };
  if (kind === 'tcp') {
    const socket = require('net').connect({ host: address, port, localAddress: from });
    let text = '';
    socket.on('data', (data) => (text += data)).on('end', () => end(text)).on('error', (error) => end(error.code === 'ECONNREFUSED' ? 'refused' : error.code));
    return;
  }
  const socket = require('dgram').createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (data) => { end(String(data)); socket.close(); }).on('error', () => {});
  const send = () => { try { socket.send('x', port, address, () => {}); } catch {} };
  socket.bind({ address: from, port: 0 }, () => { send(); setTimeout(send, 100).unref(); setTimeout(send, 300).unref(); });
});
Promise.all(JSON.parse(process.argv[1]).map(ask)).then((answers) => { console.log(JSON.stringify(answers)); process.exit(); });
`;

/** Starts a server at a place; it ends with `end`, or with this process. */
export function serve(place: Place, name: string, ...ports: number[]): Promise<Keeper> {
  return keep([...place.enter, process.execPath, '-e', server, name, ...ports.map(String)]);
}

/** Asks all of them at once, from one place, and returns their answers: "web from 192.0.2.2", "refused", "silence". */
export async function ask(place: Place, ...questions: Question[]): Promise<string[]> {
  const { stdout } = await place.ok([process.execPath, '-e', client, JSON.stringify(questions)]);
  return JSON.parse(stdout);
}

/**
 * A UDP client that keeps one socket, and with it one flow: sends with each line of `next`, and tells the last
 * answer.
 */
export const steadyClient = `
const [address, port, times] = process.argv.slice(1);
const socket = require('dgram').createSocket(address.includes(':') ? 'udp6' : 'udp4');
const seen = [];
socket.on('message', (data) => seen.push(String(data))).on('error', () => {});
const file = require('fs');
let count = 0;
setInterval(() => {
  socket.send('x', Number(port), address, () => {});
  file.writeFileSync(times + '.new', JSON.stringify({ count: ++count, last: seen.at(-1) ?? 'silence', answers: seen.length }));
  file.renameSync(times + '.new', times);
}, 50);
console.log('ready');
process.stdin.on('end', () => process.exit()).resume();
`;
