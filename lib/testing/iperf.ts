import { eventually } from './eventually.ts';
import type { Place } from './place.ts';

/** What is measured: over TCP, or over UDP with `offered` bits per second. */
export interface Measurement {
  /** An address of `server`, of either family. */
  address: string;
  /** Absent: TCP. */
  offered?: number;
  /** The server sends, over the same connection. */
  reverse?: boolean;
  /** Default: 3. */
  seconds?: number;
}

/** Bits per second of payload that arrive, at a place that asks from one that answers. Needs iperf3 at both. */
export async function bitsPerSecond(client: Place, server: Place, wanted: Measurement): Promise<number> {
  const { address, offered, reverse = false, seconds = 3 } = wanted;
  const how = [
    ...(offered === undefined ? [] : ['-u', '-b', String(offered), '-l', '1200']),
    ...(reverse ? ['-R'] : []),
  ];
  const measure = async () => {
    const serving = server.run(['iperf3', '-s', '-1', '-B', address], { timeout: (seconds + 4) * 1000 });
    await eventually('iperf3 to listen', () => isListening(server), Boolean, 3000);
    const { stdout } = await client.run(['iperf3', '-J', '-c', address, '-t', String(seconds), ...how]);
    await serving;
    return JSON.parse(stdout).end.sum_received as { bits_per_second: number };
  };
  return (await eventually('iperf3 to measure', measure, Boolean, 10_000)).bits_per_second;
}

/**
 * Expects that what arrives is `least` to `most` times `rate`, in bits per second: frames have heads, so the payload is a
 * little less; a burst makes it a little more. What a busy machine does not send in its time is lost for ever, so too little
 * is measured again, twice at most; too much is too much at once.
 */
export async function expectRate(
  rate: number,
  client: Place,
  server: Place,
  wanted: Measurement,
  { least, most } = { least: 0.9, most: 1.1 },
): Promise<void> {
  for (let tries = 3; tries > 0; tries--) {
    const part = (await bitsPerSecond(client, server, wanted)) / rate;
    expect(part).toBeLessThan(most);
    if (tries === 1) expect(part).toBeGreaterThan(least);
    if (part > least) return;
  }
}

async function isListening(server: Place): Promise<boolean> {
  return (await server.ok(['ss', '-Hltn', 'sport', '=', ':5201'])).stdout !== '';
}
