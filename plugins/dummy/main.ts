import { observeLink } from '../../lib/kernel/observe.ts';
import { containerLinkPlugin } from '../../lib/skel/containerLink.ts';
import { type DummyConf, parseDummyConf } from './conf.ts';
import { type DummyFacts, planLink } from './plan.ts';

/** Gives containers interfaces that lead nowhere, to hold addresses. */
export const dummy = containerLinkPlugin<DummyConf, DummyFacts>({
  type: 'dummy',
  linkKind: 'dummy',
  summary: 'gives a container an interface that leads nowhere and holds addresses',
  parse: parseDummyConf,
  firstPlace: () => 'container',
  observe: async ({ ifName }, door) => ({ taken: await observeLink(door, 'container', ifName) }),
  planLink,
});
