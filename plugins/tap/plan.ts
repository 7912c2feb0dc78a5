import type { LinkFacts } from '../../lib/kernel/observe.ts';
import { setMaster } from '../../lib/ops/bridge.ts';
import { setAlias, setMac, setMtu } from '../../lib/ops/link.ts';
import { addTap } from '../../lib/ops/tap.ts';
import { ownerLabel } from '../../lib/plan/owner.ts';
import type { Plan, Step } from '../../lib/plan/step.ts';
import { attachmentOwner } from '../../lib/skel/owners.ts';
import type { AttachmentRequest } from '../../lib/skel/request.ts';
import { CniError, Code } from '../../lib/spec/errors.ts';
import type { TapConf } from './conf.ts';

/** What `tap` asks the kernel before it decides. */
export interface TapFacts {
  /** What the configured bridge's name belongs to in the container. */
  bridge: LinkFacts | undefined;
}

/** A tap, made in the container, and whose it is. Throws CniError (code 7) where there is no bridge as configured. */
export function planLink(request: AttachmentRequest<TapConf>, { bridge }: TapFacts): Plan {
  const { conf, ifName } = request;
  refuseOtherThanBridge(conf, bridge);
  const steps: Step[] = [
    addTap('container', ifName, conf),
    setAlias('container', ifName, ownerLabel(attachmentOwner('tap', request))),
  ];
  if (conf.mac !== undefined) steps.push(setMac('container', ifName, conf.mac));
  if (conf.mtu !== undefined) steps.push(setMtu('container', ifName, conf.mtu));
  if (conf.bridge !== undefined) steps.push(setMaster('container', ifName, conf.bridge));
  return [steps];
}

function refuseOtherThanBridge(conf: TapConf, found: LinkFacts | undefined): void {
  if (conf.bridge === undefined || found?.kind === 'bridge') return;
  const state =
    found === undefined ? 'no such interface in the container' : `it is no bridge but ${kindOf(found)}`;
  throw new CniError(Code.invalidConfig, `Cannot use "bridge" "${conf.bridge}": ${state}`);
}

function kindOf({ kind }: LinkFacts): string {
  return kind === '' ? 'a plain device' : `of kind "${kind}"`;
}
