/**
 * The files of conf-examples that the kernel of many a machine cannot do, as a user takes them.
 *
 * @needs-kernel dummy ipvlan vlan vlan_filtering vrf
 */
import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { examples } from './examples.ts';
import { runExample } from './runExample.ts';

beforeAll(() => needs('ip', 'nft', 'ping', `${pluginsUnderTest}/cnitool`));

const inLab = Object.entries(examples).filter(([, example]) => example.inLab);

test.each(inLab)(
  'conf-examples/%s is ready, attaches two containers, passes its check, and leaves nothing of them',
  runExample,
  240_000,
);
