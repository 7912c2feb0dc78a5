import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { Result } from '../../lib/spec/result.ts';
import type { IpvlanConf } from './conf.ts';

/** For tests: an ADD on master "m0", unless `own` says otherwise; undefined takes a key away. */
export function ipvlanRequest(
  own: { [Key in keyof IpvlanConf]?: IpvlanConf[Key] | undefined } = {},
  prevResult?: Result,
): AttachmentRequest<IpvlanConf> {
  const all = { master: 'm0', mode: 'l2', flags: 'bridge', linkInContainer: false, ...own };
  const conf = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return {
    command: 'ADD',
    version: '1.1.0',
    network: 'mynet',
    conf: conf as unknown as IpvlanConf,
    validAttachments: [],
    invocation: { env: {}, stdin: '' },
    containerId: '2e34dcf34',
    ifName: 'eth0',
    netns: { path: '/proc/1/fd/5', fd: 5, id: 'net:[5]', given: '/run/netns/blue' },
    sandbox: '/run/netns/blue',
    ...(prevResult === undefined ? {} : { prevResult }),
  };
}
