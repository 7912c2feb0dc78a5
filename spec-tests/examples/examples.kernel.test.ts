/** Every file of conf-examples as a user takes it; those that need more of the kernel are run by examplesInLab.kernel.test.ts. */
import { readdirSync } from 'node:fs';
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { examples } from './examples.ts';
import { folder, runExample } from './runExample.ts';

beforeAll(() => needs('ip', 'iptables', 'nft', 'ping', `${pluginsUnderTest}/cnitool`));

test('every file in conf-examples has a row in the table, and every row a file', () => {
  const networks = readdirSync(folder).filter((name) => name.includes('.conf'));
  expect(Object.keys(examples).sort()).toEqual(networks.sort());
});

const here = Object.entries(examples).filter(([, { inLab }]) => !inLab);

// Reference: 13 Integration
test.each(here)(
  'conf-examples/%s is ready, attaches two containers, passes its check, and leaves nothing of them',
  runExample,
  30_000,
);
