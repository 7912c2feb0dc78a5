import { type Check, checks } from './resultValues.ts';

/** One key of a result: what its value is and which versions of the specification have it. */
export interface Key {
  is: Check | { list: Keys } | { object: Keys };
  /** What a value that is right usually is besides; only told. */
  usually?: Check;
  /** True if an entry without it says nothing. */
  needed?: true;
  /** The first version that has it. Default: all before `before`. */
  since?: string;
  /** The first version that has it no more. Default: all from `since`. */
  before?: string;
  /** ID of the requirement that its value is judged by. Default: that of the key it is inside of. */
  requirement?: string;
}

export type Keys = Readonly<Record<string, Key>>;

const {
  text,
  texts,
  wholeNumber,
  ip,
  ips,
  cidr,
  cidr4,
  cidr6,
  mac,
  linkName,
  absolutePath,
  family,
  lowerCase,
} = checks;

const interfaceKeys: Keys = {
  name: { is: linkName, needed: true },
  mac: { is: mac, usually: lowerCase },
  mtu: { is: wholeNumber, since: '1.1.0' },
  sandbox: { is: text },
  socketPath: { is: absolutePath, since: '1.1.0' },
  pciID: { is: text, since: '1.1.0' },
};

const ipKeys: Keys = {
  version: { is: family, needed: true, before: '1.0.0', requirement: 'RESV-02' },
  address: { is: cidr, needed: true },
  gateway: { is: ip },
  interface: { is: wholeNumber },
};

const routeKeys: Keys = {
  dst: { is: cidr, needed: true },
  gw: { is: ip },
  mtu: { is: wholeNumber, since: '1.1.0' },
  advmss: { is: wholeNumber, since: '1.1.0' },
  priority: { is: wholeNumber, since: '1.1.0' },
  table: { is: wholeNumber, since: '1.1.0' },
  scope: { is: wholeNumber, since: '1.1.0' },
};

const dnsKeys: Keys = {
  nameservers: { is: ips },
  domain: { is: text },
  search: { is: texts },
  options: { is: texts },
};

/** One family's address in 0.1.0 and 0.2.0. */
const blockKeys = (address: Check): Keys => ({
  ip: { is: address, needed: true },
  gateway: { is: ip },
  routes: { is: { list: routeKeys }, requirement: 'RES-04' },
});

/** The result of ADD: every key that any version has. The text of 0.3.0 says `ip` where its examples and all later texts say `ips`. */
export const resultKeys: Keys = {
  cniVersion: { is: text, requirement: 'RES-01' },
  ip4: { is: { object: blockKeys(cidr4) }, before: '0.3.0', requirement: 'RES-03' },
  ip6: { is: { object: blockKeys(cidr6) }, before: '0.3.0', requirement: 'RES-03' },
  interfaces: { is: { list: interfaceKeys }, since: '0.3.0', requirement: 'RES-02' },
  ip: { is: { list: ipKeys }, since: '0.3.0', before: '0.3.1', requirement: 'RES-03' },
  ips: { is: { list: ipKeys }, since: '0.3.0', requirement: 'RES-03' },
  routes: { is: { list: routeKeys }, since: '0.3.0', requirement: 'RES-04' },
  dns: { is: { object: dnsKeys }, requirement: 'RES-05' },
};
