import type { LinkFacts } from '../../lib/kernel/observe.ts';
import type { PortVlanFacts } from '../../lib/kernel/portVlanFacts.ts';
import type { SpoofState } from '../../lib/kernel/spoofState.ts';
import { type PortVlans, rangeText } from '../../lib/ops/portVlans.ts';
import type { BridgeConf } from './conf.ts';

/** What differs of the host's end as a port of the bridge: bridge, options, state. */
export function portFindings(conf: BridgeConf, port: LinkFacts | undefined): string[] {
  if (port === undefined) return [];
  if (port.master !== conf.bridge)
    return [`host interface "${port.name}" is no port of bridge "${conf.bridge}"`];
  const { hairpin = false, isolated = false, state = '' } = port.port ?? {};
  const isStill = state === 'forwarding' || conf.disableContainerInterface;
  const onOff = (option: string, is: boolean, want: boolean) =>
    is === want ? [] : [`host interface "${port.name}" has ${option} ${is ? 'on' : 'off'}`];
  return [
    ...onOff('hairpin', hairpin, conf.hairpinMode),
    ...onOff('isolation', isolated, conf.portIsolation),
    ...(isStill
      ? []
      : [`host interface "${port.name}" does not forward: its port is ${state || 'in no state'}`]),
  ];
}

/**
 * What differs of the VLANs of a port. One more than ADD gave it is a difference too: it leads where the container must
 * not be. `initial`: the VLAN that every new port is in, if the port was to stay in it.
 */
export function vlanFindings(
  subject: string,
  want: PortVlans,
  initial: number | undefined,
  is: PortVlanFacts | undefined,
): string[] {
  const shown = (is?.vlans ?? []).map(({ range, isNative, isUntagged }) => ({
    text: rangeText(range),
    how: isUntagged ? `untagged${isNative ? '' : ' outwards'}` : 'tagged',
  }));
  const wanted = [
    { text: String(want.native), how: 'untagged' },
    ...want.tagged.map((range) => ({ text: rangeText(range), how: 'tagged' })),
    ...(initial && initial !== want.native ? [{ text: String(initial), how: 'untagged outwards' }] : []),
  ];
  const has = (list: typeof shown, one: (typeof shown)[number]) =>
    list.some(({ text, how }) => text === one.text && how === one.how);
  return [
    ...wanted
      .filter((one) => !has(shown, one))
      .map(({ text, how }) => `${subject} lacks VLAN ${text} ${how}`),
    ...shown.filter((one) => !has(wanted, one)).map(({ text, how }) => `${subject} has VLAN ${text} ${how}`),
  ];
}

/** What is missing of the check of a port's sender. */
export function spoofFindings(
  port: string,
  mac: string | undefined,
  label: string,
  state: SpoofState | undefined,
): string[] {
  const own = state?.senders.filter((sender) => sender.port === port) ?? [];
  const isChecked = state?.checks && state.guarded.includes(port);
  const others = own.filter((sender) => sender.mac !== mac || sender.label !== label);
  return [
    ...(isChecked ? [] : [`host interface "${port}" lets frames pass from any MAC`]),
    ...(own.length > others.length ? [] : [`host interface "${port}" drops frames from ${mac}`]),
    ...others.map((sender) => `host interface "${port}" lets frames pass from ${sender.mac} too`),
  ];
}
