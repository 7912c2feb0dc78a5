import { commandsOf, requestFor } from '../../lib/testing/planFixtures.ts';
import type { DummyConf } from './conf.ts';
import { planLink } from './plan.ts';

describe('planLink()', () => {
  test('makes a dummy in the container and labels it', () => {
    expect(commandsOf(planLink(requestFor<DummyConf>({})))).toEqual([
      'container: ip link add name eth0 type dummy',
      'container: ip link set dev eth0 alias weft:dummy:mynet:2e34dcf34:eth0',
    ]);
    const conf = { mac: '02:00:00:00:00:01', mtu: 9000 };
    expect(commandsOf(planLink(requestFor<DummyConf>(conf)))[0]).toBe(
      'container: ip link add name eth0 mtu 9000 address 02:00:00:00:00:01 type dummy',
    );
  });

  test('takes it back by deleting it in the container', () => {
    const [[link, ...rest] = []] = planLink(requestFor<DummyConf>({}));
    expect(link).toMatchObject({ undo: ['link', 'delete', 'dev', 'eth0'], undoPlace: 'container' });
    expect(rest.map((step) => step.undo)).toEqual([undefined]);
  });
});
