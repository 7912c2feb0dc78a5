/** What a network leaves on purpose after its last container and GC, as patterns for lines of a `difference`. */
const onPurpose = [
  // Shared by the whole host: whoever needed it first switched it on, and nobody knows who else needs it now.
  /^[-+] host sysctl net\/ipv4\/ip_forward /,
  /^[-+] host sysctl net\/ipv6\/conf\/(all|default)\/forwarding /,
  // The address given last, so that the next container does not get one that others still have in their caches.
  /^\+ host file \/var\/lib\/cni\/networks\/bridge\/last_reserved_ip\.[01] /,
  /^\+ host file \/var\/lib\/cni\/(results|networks(\/(\.weft|bridge|\.weft\/bridge(\/new)?))?) folder /,
];

/** The lines of a difference that nobody has a reason for. */
export function unexpected(difference: readonly string[]): string[] {
  return difference.filter((line) => !onPurpose.some((pattern) => pattern.test(line)));
}
