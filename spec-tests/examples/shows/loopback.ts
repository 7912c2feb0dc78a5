import { type Attached, ping } from '../example.ts';

/** The addresses that the kernel gives to "lo" as it comes up. */
export async function loopbackIsUp({ one, result }: Attached): Promise<void> {
  expect(result.ips?.map(({ address }) => address)).toEqual(['127.0.0.1/8', '::1/128']);
  await ping(one, '127.0.0.1');
  await ping(one, '::1');
}
