/** Options that a configuration may name: the reference's six, and those that this client understands. */
const numbers: Record<string, number> = {
  'dhcp-client-identifier': 61,
  'subnet-mask': 1,
  routers: 3,
  'host-name': 12,
  'user-class': 77,
  'vendor-class-identifier': 60,
  'domain-name-servers': 6,
  'domain-name': 15,
  'interface-mtu': 26,
  'static-routes': 33,
  'ntp-servers': 42,
  'ip-address': 50,
  'dhcp-lease-time': 51,
  'domain-search': 119,
  'classless-static-routes': 121,
};

/** The number of an option told by name or as a decimal number from 1 to 254; undefined if there is none (RFC 2132). */
export function optionNumber(text: string): number | undefined {
  if (Object.hasOwn(numbers, text)) return numbers[text];
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 254 ? number : undefined;
}

/**
 * What the client says of its own accord and would be wrong from anybody else: address, overload, kind of message,
 * server.
 */
const reserved = [50, 52, 53, 54];

/** What is wrong with an option to ask for ("request") or to send ("provide"), or undefined. */
export function optionProblem(text: string, use: 'request' | 'provide'): string | undefined {
  const number = optionNumber(text);
  if (number === undefined) return 'is no option: neither a name that dhcp knows nor a number from 1 to 254';
  const isReserved = use === 'provide' && reserved.includes(number);
  return isReserved ? 'is an option that the client sets itself' : undefined;
}
