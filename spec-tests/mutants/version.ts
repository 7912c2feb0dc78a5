import { failure, type Json, type Mutant } from './mutant.ts';
import { shell } from './shell.ts';
import { andThen, edited, lies, misreads, on, where } from './wraps.ts';

const inVersion =
  (version: string) =>
  ({ conf }: { conf: Json }) =>
    conf.cniVersion === version;

/** Mutants that misunderstand VERSION, or the version of a configuration. */
export const version: Mutant[] = [
  {
    name: 'version-has-no-list',
    of: 'loopback',
    breaks: 'VER-01',
    by: ['version/output'],
    wrap: lies(({ cniVersion }) => ({ cniVersion }), 'VERSION'),
  },
  {
    name: 'version-does-not-echo',
    of: 'bridge',
    breaks: 'VER-02',
    by: ['version/output'],
    wrap: lies((json) => ({ ...json, cniVersion: '1.1.0' }), 'VERSION'),
  },
  {
    name: 'version-lists-nothing',
    of: 'loopback',
    breaks: 'VER-03',
    by: ['version/output'],
    wrap: lies((json) => ({ ...json, supportedVersions: [] }), 'VERSION'),
  },
  {
    name: 'version-lists-numbers',
    of: 'host-local',
    breaks: 'VER-03',
    by: ['version/output'],
    wrap: lies((json) => ({ ...json, supportedVersions: [0.4, 1.0] }), 'VERSION'),
  },
  {
    name: 'version-judges-cni-ifname',
    of: 'loopback',
    breaks: 'VER-04',
    by: ['version/output'],
    wrap: where(
      'VERSION',
      ({ env }) => (env.CNI_IFNAME ?? '').length > 15,
      () => failure(4, 'Cannot use CNI_IFNAME: too long'),
    ),
  },
  {
    name: 'version-wants-stdin',
    of: 'loopback',
    breaks: 'VER-05',
    by: ['version/output'],
    wrap: where(
      'VERSION',
      ({ stdin }) => stdin === '',
      () => failure(6, 'Cannot decode standard input: empty'),
    ),
  },
  {
    name: 'version-refuses-an-unknown-one',
    of: 'loopback',
    breaks: 'VER-06',
    by: ['version/output'],
    wrap: where('VERSION', inVersion('0.0.0'), () => failure(1, 'Cannot use "cniVersion" "0.0.0": unknown')),
  },
  {
    name: 'version-makes-a-file',
    of: 'loopback',
    breaks: 'VER-07',
    by: ['version/harmless'],
    wrap: andThen('VERSION', 'date > /var/lib/cni/last-asked'),
  },
  {
    name: 'lists-a-version-that-it-refuses',
    of: 'loopback',
    breaks: 'VER-08',
    by: ['version/listed'],
    wrap: where('ADD CHECK DEL', inVersion('0.3.1'), () =>
      failure(1, 'Cannot use "cniVersion" "0.3.1": not supported'),
    ),
  },
  {
    name: 'takes-1.0.0-for-another-format',
    of: 'host-local',
    breaks: 'VSEL-03',
    by: ['version/compatible'],
    wrap: misreads('ADD', (conf) =>
      conf.cniVersion === '1.0.0' ? { ...conf, ipam: { ...conf.ipam, routes: [] } } : conf,
    ),
  },
  {
    name: 'takes-no-version-for-the-newest',
    of: 'loopback',
    breaks: 'VSEL-04',
    by: ['version/unsaid'],
    wrap: misreads('ADD DEL', (conf) => ({ cniVersion: '1.1.0', ...conf })),
  },
  {
    name: 'takes-any-version',
    of: 'host-local',
    breaks: 'VSEL-05',
    by: ['version/unsupported'],
    wrap: misreads('ADD', (conf) => ({ ...conf, cniVersion: '1.1.0' })),
  },
  {
    name: 'answers-0.2.0-in-a-later-form',
    of: 'host-local',
    breaks: 'VSEL-06',
    by: ['version/0.2.0'],
    wrap: where('ADD', inVersion('0.2.0'), (heard, good) =>
      edited(good({ conf: { ...heard.conf, cniVersion: '1.0.0' } }), (json) => ({
        ...json,
        cniVersion: '0.2.0',
      })),
    ),
  },
  {
    name: 'answers-in-1.1.0-whatever-was-asked',
    of: 'bridge',
    breaks: 'ADD-08',
    by: ['version/1.0.0'],
    wrap: lies((json) => ({ ...json, cniVersion: '1.1.0' })),
  },
  {
    name: 'answers-in-1.1.0-what-ipam-was-asked',
    of: 'host-local',
    breaks: 'RES-01',
    by: ['version/0.4.0'],
    wrap: lies((json) => ({ ...json, cniVersion: '1.1.0' })),
  },
  {
    name: 'tells-mtu-before-1.1.0',
    of: 'bridge',
    breaks: 'RESV-01',
    by: ['version/1.0.0'],
    wrap: lies((json) => ({ ...json, interfaces: json.interfaces?.map((one) => ({ ...one, mtu: 1500 })) })),
  },
  {
    name: 'leaves-out-the-family-in-0.4.0',
    of: 'bridge',
    breaks: 'RESV-02',
    by: ['version/0.4.0'],
    wrap: lies((json) => ({ ...json, ips: json.ips?.map(({ version: _, ...ip }) => ip) })),
  },
  {
    name: 'tells-two-addresses-where-one-fits',
    of: 'bridge',
    breaks: 'RESV-03',
    by: ['result/one-place-per-family'],
    wrap: on('ADD', (heard, good) =>
      edited(good({ conf: { ...heard.conf, cniVersion: '0.4.0' } }), ({ ips }) => ({
        cniVersion: '0.2.0',
        ip4: ips,
      })),
    ),
  },
  {
    name: 'attaches-without-an-address-in-0.2.0',
    of: 'loopback',
    breaks: 'RESV-04',
    by: ['version/0.2.0'],
    wrap: lies(({ cniVersion }) => ({ cniVersion })),
  },
  {
    name: 'gives-old-routes-a-metric',
    of: 'bridge',
    breaks: 'RES-09',
    by: ['result/legacy-routes'],
    wrap: on('ADD', (heard, good) => {
      const said = good();
      shell(
        heard,
        'ip route add default via 10.88.0.1 metric 100; ip route delete default metric 0',
        'container',
      );
      return said;
    }),
  },
];
