import { type SpyPlugins, spyPlugins } from './spyPlugins.ts';

/** What the spy gives: an address of each family and a default route. */
export const givenBySpy = {
  ips: [{ address: '10.1.2.3/24' }, { address: 'fd00:1::3/64' }],
  routes: [{ dst: '0.0.0.0/0' }],
};

/** For tests: a folder with the IPAM plugin "spy". `given`: what its ADD answers. */
export function ipamSpy(given: object = givenBySpy): SpyPlugins {
  const spies = spyPlugins();
  spies.plant('spy', { ADD: { stdout: given } });
  return spies;
}

/** True if the spy has given an address that it has not been told to take back. */
export function isReserved(spies: SpyPlugins): boolean {
  const asked = (command: string) => spies.log().filter((call) => call === `spy ${command}`).length;
  return asked('ADD') > asked('DEL');
}
