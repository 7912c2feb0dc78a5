import { containerLinkPlugin } from '../../lib/skel/containerLink.ts';
import { type DummyConf, parseDummyConf } from './conf.ts';
import { planLink } from './plan.ts';

/** Gives containers interfaces that lead nowhere, to hold addresses. */
export const dummy = containerLinkPlugin<DummyConf, undefined>({
  type: 'dummy',
  linkKind: 'dummy',
  summary: 'gives a container an interface that leads nowhere and holds addresses',
  parse: parseDummyConf,
  firstPlace: () => 'container',
  observe: async () => undefined,
  planLink,
});
