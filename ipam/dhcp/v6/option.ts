/** The options of DHCPv6 that the client knows, by code (RFC 8415, 21; 23 and 24: RFC 3646). */
export const Option = {
  clientId: 1,
  serverId: 2,
  iaNa: 3,
  iaAddress: 5,
  request: 6,
  preference: 7,
  elapsed: 8,
  status: 13,
  rapidCommit: 14,
  nameservers: 23,
  search: 24,
} as const;

/** What a message is (RFC 8415, 7.3). */
export const Type = {
  solicit: 1,
  advertise: 2,
  request: 3,
  confirm: 4,
  renew: 5,
  rebind: 6,
  reply: 7,
  release: 8,
  decline: 9,
} as const;

/** Status codes (RFC 8415, 21.13). */
export const Status = {
  success: 0,
  noAddresses: 2,
  noBinding: 3,
  notOnLink: 4,
} as const;

const names: Record<number, string> = {
  1: 'UnspecFail',
  2: 'NoAddrsAvail',
  3: 'NoBinding',
  4: 'NotOnLink',
  5: 'UseMulticast',
};

/** The name a status code has in RFC 8415, for messages. */
export function nameOfStatus(code: number): string {
  return names[code] ?? `status ${code}`;
}
