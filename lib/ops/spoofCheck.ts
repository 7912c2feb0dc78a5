import type { RulesStep, SysctlStep } from '../plan/step.ts';
import { sysctl } from './sysctl.ts';

/** A bridge port, and the one MAC that frames from there may have. */
export interface Sender {
  /** Name of the port: "veth1be868496fa". */
  port: string;
  mac: string;
}

/**
 * Our own table of the family bridge. One chain serves all; an attachment is two elements, so a frame costs two lookups
 * whatever the number of containers:
 *
 *     chain prerouting { iifname vmap @guarded }          guarded: "veth1be8…" comment "02:…:01" : goto sender
 *     chain sender { iifname . ether saddr @senders return; drop }
 *                                senders: "veth1be8…" . 02:…:01 comment "weft:bridge:mynet:2e34dcf34:eth0"
 *
 * The comment in `guarded` tells the MAC to a DEL that knows nothing but the name of the port.
 */
export const spoofTable = 'bridge weft';

/** Lets frames of this port alone pass that have its MAC. Expects what all share, or makes it. */
export function addSpoofCheck(label: string, sender: Sender): RulesStep {
  const own = [
    `create element ${spoofTable} guarded { "${sender.port}" comment "${sender.mac}" : goto sender }`,
    `create element ${spoofTable} senders { ${senderKey(sender)} comment "${label}" }`,
  ];
  return {
    tool: 'nft',
    place: 'host',
    attempts: [own, [...base, ...own]],
    undo: removal(sender),
    why: `drop what "${sender.port}" sends from another MAC than ${sender.mac}`,
  };
}

/** Puts the check back where somebody may have flushed a chain: what all share is made as well, in the same transaction. */
export function restoreSpoofCheck(label: string, sender: Sender): RulesStep {
  const step = addSpoofCheck(label, sender);
  return { ...step, attempts: step.attempts.slice(-1) };
}

/** Lets the port send what it likes again. Gone already is fine. */
export function removeSpoofCheck(sender: Sender): RulesStep {
  return {
    tool: 'nft',
    place: 'host',
    attempts: [removal(sender)],
    fine: 'absent',
    why: `stop checking the sender's MAC at "${sender.port}"`,
  };
}

/**
 * Marks a port whose sender is checked, or a bridge with such a port, by a number in its IPv4 `tag`: the kernel has no
 * use for it, keeps it for whoever has, and forgets it with the interface (kernel documentation, ip-sysctl). So a DEL that
 * the configuration tells of no check learns of one without starting nft.
 */
export function markSpoofCheck(link: string): SysctlStep {
  return sysctl('host', 4, link, 'tag', spoofMark, `remember that senders are checked at "${link}"`);
}

/** The sysctl that holds an interface's mark. */
export function spoofMarkKey(link: string): string {
  return `net/ipv4/conf/${link}/tag`;
}

/** "weft" in ASCII, as a number. */
export const spoofMark = String(0x77_65_66_74);

/** Takes the table away. The kernel refuses to delete the chain while an element leads to it, and with it all. */
export function removeSpoofBase(): RulesStep {
  const lines = [`delete chain ${spoofTable} sender`, `delete table ${spoofTable}`];
  return { tool: 'nft', place: 'host', attempts: [lines], why: `remove the unused table ${spoofTable}` };
}

/** Before any other filter of the bridge: priority -300 is the reference's. */
const base = [
  `add table ${spoofTable}`,
  `add map ${spoofTable} guarded { type ifname : verdict ; }`,
  `add set ${spoofTable} senders { type ifname . ether_addr ; }`,
  `add chain ${spoofTable} sender`,
  `add chain ${spoofTable} prerouting { type filter hook prerouting priority -300 ; policy accept ; }`,
  `flush chain ${spoofTable} sender`,
  `flush chain ${spoofTable} prerouting`,
  `add rule ${spoofTable} sender iifname . ether saddr @senders return`,
  `add rule ${spoofTable} sender drop`,
  `add rule ${spoofTable} prerouting iifname vmap @guarded`,
];

function removal(sender: Sender): string[] {
  return [
    `delete element ${spoofTable} guarded { "${sender.port}" }`,
    `delete element ${spoofTable} senders { ${senderKey(sender)} }`,
  ];
}

function senderKey({ port, mac }: Sender): string {
  return `"${port}" . ${mac}`;
}
