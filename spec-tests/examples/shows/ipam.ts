import { type Attached, bare, ping } from '../example.ts';

/** The addresses that its runtime named for one container, those of the file for the other, and gateways for both. */
export async function namedAddresses({ one, result, two, other }: Attached): Promise<void> {
  const gateways = ['10.94.0.1', 'fd00:94::1'];
  for (const each of [result, other]) expect(each.ips?.map(({ gateway }) => gateway)).toEqual(gateways);
  expect(bare(result)).toEqual(['10.94.0.11', 'fd00:94::11']);
  expect(bare(other)).toEqual(['10.94.0.10', 'fd00:94::10']);
  expect(other.dns).toEqual({ nameservers: ['10.94.0.1'], search: ['containers.example'] });
  for (const ip of [...bare(other), ...gateways]) await ping(one, ip);
  for (const ip of [...bare(result), ...gateways]) await ping(two, ip);
}
