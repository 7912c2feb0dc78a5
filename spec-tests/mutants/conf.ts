import { spawnSync } from 'node:child_process';
import { crash, failure, type Mutant } from './mutant.ts';
import { andThen, lies, misreads, on, where } from './wraps.ts';

const goodName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Mutants that misunderstand keys of the configuration. */
export const conf: Mutant[] = [
  {
    name: 'takes-any-network-name',
    of: 'host-local',
    breaks: 'CFG-04',
    by: ['conf/name'],
    wrap: misreads('ADD DEL', (its) => ({
      ...its,
      name: goodName.test(its.name ?? '') ? its.name : 'plain',
    })),
  },
  {
    name: 'never-masquerades',
    of: 'bridge',
    breaks: 'PCF-05',
    by: ['conf/ipmasq'],
    wrap: misreads('ADD CHECK DEL', (its) => ({ ...its, ipMasq: false })),
  },
  {
    name: 'masquerades-for-ever',
    of: 'bridge',
    breaks: 'PCF-05',
    by: ['conf/ipmasq'],
    wrap: andThen('DEL', 'iptables -w -t nat -A POSTROUTING -s 10.88.0.0/24 -j MASQUERADE'),
  },
  {
    name: 'runs-what-is-outside-of-cni-path',
    of: 'bridge',
    breaks: 'PCF-06',
    by: ['delegate/on-path-only'],
    wrap: where(
      'ADD',
      ({ conf: its }) => its.ipam?.type?.includes('/') ?? false,
      ({ conf: its, env }, good) => {
        spawnSync(`${env.CNI_PATH?.split(':')[0]}/${its.ipam?.type}`, { env });
        return good();
      },
    ),
  },
  {
    name: 'hands-on-half-of-dns',
    of: 'bridge',
    breaks: 'PCF-07',
    by: ['conf/dns'],
    profile: {
      conf: {
        bridge: 'cnf0',
        isGateway: true,
        ipam: { type: 'host-local', subnet: '10.88.0.0/24' },
        dns: { domain: 'example.net' },
      },
    },
    wrap: lies((result) => ({ ...result, dns: { nameservers: ['192.0.2.7'] } })),
  },
  {
    name: 'refuses-an-unknown-field-without-its-name',
    of: 'loopback',
    breaks: 'PCF-09',
    by: ['conf/unknown-field'],
    wrap: (heard, good) =>
      'zzUnknown' in heard.conf ? failure(2, 'Cannot use a field: unsupported') : good(),
  },
  {
    name: 'refuses-what-the-runtime-inserts',
    of: 'loopback',
    breaks: 'PCF-10',
    by: ['conf/injected'],
    wrap: (heard, good) =>
      'runtimeConfig' in heard.conf ? failure(2, 'Cannot use "runtimeConfig" {}: unknown') : good(),
  },
  {
    name: 'ignores-routes-that-make-no-sense',
    of: 'host-local',
    breaks: 'CNV-01',
    by: ['conf/malformed'],
    wrap: misreads('ADD', (its) => ({
      ...its,
      ipam: { ...its.ipam, routes: Array.isArray(its.ipam?.routes) ? its.ipam.routes : [] },
    })),
  },
  {
    name: 'reads-numbers-from-text',
    of: 'bridge',
    breaks: 'CNV-01',
    by: ['conf/malformed'],
    wrap: misreads('ADD DEL', (its) => ('mtu' in its ? { ...its, mtu: Number(its.mtu) } : its)),
  },
  {
    name: 'refuses-args-of-others',
    of: 'loopback',
    breaks: 'CNV-02',
    by: ['conf/injected'],
    wrap: (heard, good) => (heard.conf.args?.cni ? failure(7, 'Cannot use "args": unknown') : good()),
  },
  {
    name: 'lets-cni-args-win-over-args',
    of: 'host-local',
    breaks: 'CNV-03',
    by: ['conf/args-over-environment'],
    wrap: where(
      'ADD',
      ({ env }) => env.CNI_ARGS?.includes('IP=') ?? false,
      (heard, good) => good({ conf: { ...heard.conf, args: {} } }),
    ),
  },
  {
    name: 'crashes-on-a-malformed-capability',
    of: 'loopback',
    breaks: 'RTC-02',
    by: ['conf/capabilities'],
    wrap: on('ADD', ({ conf: { runtimeConfig = {} } }, good) => ('mac' in runtimeConfig ? crash : good())),
  },
];
