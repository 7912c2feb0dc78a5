import { refuseUnlessAble } from '../../lib/skel/able.ts';
import { refuseDifferences, withDoor } from '../../lib/skel/chained.ts';
import { incomplete } from '../../lib/skel/failures.ts';
import type { Plugin } from '../../lib/skel/plugin.ts';
import { addToVrf } from './addition.ts';
import { findings } from './check.ts';
import { nameOf, parseVrfConf, type VrfConf } from './conf.ts';
import { leave } from './removal.ts';

/** Puts an interface into a VRF of the container, with its routes. */
export const vrf: Plugin<VrfConf> = {
  type: 'vrf',
  kind: 'chained',
  summary: 'puts an interface into a VRF, with routes of its own',
  parse: parseVrfConf,
  add: (request, world) => withDoor(request, world, (door) => addToVrf(request, door)),
  async del(request, world) {
    const { netns, ifName, conf } = request;
    if (netns === undefined || conf.vrfname === undefined) return; // the VRF went with it, or ADD has refused the name
    const name = conf.vrfname;
    const failure = await withDoor(request, world, async (door) =>
      incomplete(`take "${ifName}" out of the VRF "${name}"`, await leave(ifName, name, door)),
    );
    if (failure) throw failure;
  },
  check: (request, world) =>
    withDoor(request, world, async (door) =>
      refuseDifferences(`"${request.ifName}" in "${nameOf(request.conf)}"`, await findings(request, door)),
    ),
  async gc() {}, // all it makes is in containers and goes with them
  async status() {
    refuseUnlessAble(['ip']);
  },
};
