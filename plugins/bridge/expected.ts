import { partOf } from '../../lib/skel/chain.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { Interface, Result } from '../../lib/spec/result.ts';
import type { BridgeConf } from './conf.ts';
import { hostVethName } from './facts.ts';
import { gatewayName } from './vlanGateway.ts';

type Request = AttachmentRequest<BridgeConf>;

/** What ADD made, as prevResult tells. */
export interface Expected {
  bridge?: Interface;
  hostVeth: Interface;
  container: Interface;
  /** The gateway in a VLAN. */
  gateway?: Interface;
  /** With the addresses of the container's end alone. */
  result: Result;
}

/** The three interfaces in prevResult. Throws CniError (code 7) where it cannot be the result of this attachment. */
export function expected(request: Request): Expected {
  const { conf, ifName, sandbox, prevResult } = request;
  if (prevResult === undefined)
    throw new CniError(Code.invalidConfig, 'Cannot check: "prevResult" is missing');
  const all = prevResult.interfaces ?? [];
  const container = all.find((own) => own.name === ifName && own.sandbox);
  const bridge = all.find((own) => own.name === conf.bridge && !own.sandbox);
  // Another suite's host end has a name nobody knows: the first beside the bridge. Ours may stand behind an earlier
  // plugin's.
  const onHost = all.filter((own) => own !== bridge && !own.sandbox);
  const hostVeth = onHost.find((own) => own.name === hostVethName(request)) ?? onHost[0];
  if (container === undefined) throw missing(`"${ifName}" in a sandbox`);
  if (container.sandbox !== sandbox) throw missing(`"${ifName}" in the sandbox "${sandbox}"`);
  if (hostVeth === undefined) throw missing('an interface on the host beside the bridge');
  const result = partOf(prevResult, all.indexOf(container));
  const gateway = conf.vlan && onHost.find((own) => own.name === gatewayName(conf.bridge, conf.vlan ?? 0));
  return { ...(bridge && { bridge }), ...(gateway && { gateway }), hostVeth, container, result };
}

function missing(what: string): CniError {
  return new CniError(Code.invalidConfig, `Cannot check: "prevResult" does not name ${what}`);
}
