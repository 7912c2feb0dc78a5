import { withoutLater } from '../../lib/skel/masqueradeCheck.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import type { FirewallConf } from './conf.ts';

/**
 * CHECK and repair are given the result of the whole chain: without the addresses that plugins after this one have
 * put into it, which nobody has let through.
 */
export function withoutLaterPlugins(
  request: AttachmentRequest<FirewallConf>,
): AttachmentRequest<FirewallConf> {
  const { prevResult } = request;
  return prevResult === undefined ? request : { ...request, prevResult: withoutLater(prevResult) };
}
