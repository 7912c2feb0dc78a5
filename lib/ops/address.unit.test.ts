import { undoStep } from '../plan/apply.ts';
import { commandsOf } from '../testing/planFixtures.ts';
import { removeAddress } from './address.ts';
import type { WholeAddress } from './wholeAddress.ts';

/** The removal of an address of "eth0", and its undo. */
function wayAndBack(address: WholeAddress): string[] {
  const step = removeAddress('host', 'eth0', address);
  return commandsOf([[step, ...undoStep(step)]]).map((line) => line.replace('host: ip address ', ''));
}

describe('removeAddress()', () => {
  test.each<[WholeAddress, string]>([
    [{ cidr: '10.1.2.3/24' }, ''],
    [{ cidr: '10.1.2.3/24', scope: 'global', label: 'eth0', flags: [] }, ''],
    [{ cidr: '10.1.2.3/24', broadcast: '10.1.2.255' }, ' broadcast 10.1.2.255'],
    [{ cidr: '10.1.2.3/24', label: 'eth0:web', scope: 'link' }, ' label eth0:web scope link'],
    [{ cidr: '10.1.2.3/24', label: 'old0:web' }, ''],
    [{ cidr: '10.1.2.3/24', label: 'eth0: "x"' }, ''],
    [{ cidr: '10.1.2.3/24', flags: ['noprefixroute'], metric: 77 }, ' noprefixroute metric 77'],
    [{ cidr: '10.1.2.3/24', valid: 50, preferred: 0 }, ' valid_lft 50 preferred_lft 0'],
    [{ cidr: 'fd00::3/64' }, ' nodad'],
    [{ cidr: 'fe80::3/64', scope: 'link', preferred: 0 }, ' nodad preferred_lft 0'],
    [{ cidr: 'fd00::3/64', flags: ['home', 'noprefixroute'] }, ' nodad home noprefixroute'],
  ])('knows the way back of %j', (address, words) => {
    expect(wayAndBack(address)).toEqual([
      `delete ${address.cidr} dev eth0`,
      `add ${address.cidr} dev eth0${words}`,
    ]);
  });

  test.each([
    [{ cidr: '10.9.9.1/32', peer: '10.9.9.2' }, '10.9.9.1 peer 10.9.9.2/32 dev eth0', ''],
    [{ cidr: 'fd00::1/64', peer: 'fd01::1' }, 'fd00::1 peer fd01::1/64 dev eth0', ' nodad'],
  ])('names both ends of %j, and puts both back', (address, words, more) => {
    expect(wayAndBack(address)).toEqual([`delete ${words}`, `add ${words}${more}`]);
  });
});
