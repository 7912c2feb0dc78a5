import type { IpStep, Place } from '../plan/step.ts';

/** What of a link can be set while it is in use. Absent: is left as it is. */
export interface LinkAttributes {
  /** Canonical text. */
  mac?: string;
  /** Bytes. */
  mtu?: number;
  promisc?: boolean;
  /** Takes the frames of all multicast groups. */
  allmulti?: boolean;
  /** Frames. */
  txQLen?: number;
}

/** One line per attribute, so that a refusal says which one it is about. */
export function setAttributes(place: Place, link: string, attributes: LinkAttributes): IpStep[] {
  const { mac, mtu, promisc, allmulti, txQLen } = attributes;
  const step = (what: string, ...words: string[]): IpStep => ({
    tool: 'ip',
    place,
    words: ['link', 'set', 'dev', link, ...words],
    why: `set the ${what} of "${link}" to ${words[1]}`,
  });
  return [
    ...(mac === undefined ? [] : [step('MAC', 'address', mac)]),
    ...(mtu === undefined ? [] : [step('MTU', 'mtu', String(mtu))]),
    ...(promisc === undefined ? [] : [step('promiscuous mode', 'promisc', onOff(promisc))]),
    ...(allmulti === undefined ? [] : [step('all-multicast mode', 'allmulticast', onOff(allmulti))]),
    ...(txQLen === undefined ? [] : [step('queue length', 'txqueuelen', String(txQLen))]),
  ];
}

function onOff(flag: boolean): string {
  return flag ? 'on' : 'off';
}
