/*
 * The same as processes.kernel.test.ts for what not every kernel has.
 *
 * @needs-kernel dummy ipvlan vlan vlan_filtering
 */
import { needs } from '../../lib/testing/needs.ts';
import { type Attachment, attachments } from '../bench/attachments.ts';
import { count } from './count.ts';
import { readRecord } from './record.ts';

beforeAll(() => needs('strace', 'ip', 'nft'));

const there = Object.entries<Attachment>(attachments).filter(([, { needs: features }]) => features);

test.each(there)('%s starts the programs on record and no others', async (name, attachment) => {
  expect(await count(attachment)).toEqual(readRecord()[name]);
});
