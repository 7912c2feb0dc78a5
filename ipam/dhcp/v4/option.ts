/** The options of DHCPv4 that the client knows, by number (RFC 2132; 119: RFC 3397, 121: RFC 3442). */
export const Option = {
  pad: 0,
  subnetMask: 1,
  routers: 3,
  nameservers: 6,
  domainName: 15,
  mtu: 26,
  staticRoutes: 33,
  requestedAddress: 50,
  leaseTime: 51,
  overload: 52,
  messageType: 53,
  server: 54,
  parameters: 55,
  message: 56,
  maximumSize: 57,
  renewalTime: 58,
  rebindingTime: 59,
  clientId: 61,
  search: 119,
  classlessRoutes: 121,
  end: 255,
} as const;

/** What a message is: the value of option 53. */
export const Type = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  ack: 5,
  nak: 6,
  release: 7,
} as const;

/**
 * Options that `provide` cannot set: they make a message what it is, or frame it. What is provided under these numbers
 * is left out.
 */
export const unprovidable: readonly number[] = [
  Option.pad,
  Option.requestedAddress,
  Option.overload,
  Option.messageType,
  Option.server,
  Option.end,
];
