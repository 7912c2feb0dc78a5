import { existsSync, readdirSync } from 'node:fs';
import { failure, type Json, type Mutant, success } from './mutant.ts';
import { shell } from './shell.ts';
import { alsoWith, andThen, instead, misreads, on, where } from './wraps.ts';

const key = 'cni.dev/valid-attachments';

interface Pair {
  containerID: string;
  ifname: string;
}

const valid = (conf: Json): Pair[] => (Array.isArray(conf[key]) ? (conf[key] as Pair[]) : []);
const folder = '/var/lib/cni/networks/conformance';

/** Mutants whose GC removes too little or too much, or fails for what is none of its business. */
export const gc: Mutant[] = [
  {
    name: 'gc-wants-a-container',
    of: 'host-local',
    breaks: 'GC-01',
    by: ['gc/stale'],
    wrap: where(
      'GC',
      ({ env }) => !env.CNI_CONTAINERID,
      () => failure(4, 'Cannot do without CNI_CONTAINERID'),
    ),
  },
  { name: 'gc-does-nothing', of: 'bridge', breaks: 'GC-02', by: ['gc/stale'], wrap: instead('GC', success) },
  {
    name: 'gc-does-nothing-for-an-empty-list',
    of: 'host-local',
    breaks: 'GC-02',
    by: ['gc/network'],
    wrap: where(
      'GC',
      ({ conf }) => valid(conf).length === 0,
      () => success,
    ),
  },
  {
    name: 'gc-keeps-by-container-id-alone',
    of: 'host-local',
    breaks: 'GC-02',
    by: ['gc/pairs'],
    wrap: misreads('GC', (conf) => ({
      ...conf,
      [key]: valid(conf).flatMap(({ containerID }) =>
        ['eth0', 'eth1'].map((ifname) => ({ containerID, ifname })),
      ),
    })),
  },
  {
    name: 'gc-keeps-the-links-on-the-host',
    of: 'bridge',
    breaks: 'GC-02',
    by: ['gc/stale'],
    wrap: on('GC', (_, good) => good()),
    delegate: instead('GC', success),
  },
  {
    name: 'gc-reads-the-first-entry-alone',
    of: 'host-local',
    breaks: 'GC-03',
    by: ['gc/pairs'],
    wrap: misreads('GC', (conf) => ({ ...conf, [key]: valid(conf).slice(0, 1) })),
  },
  {
    name: 'gc-removes-what-is-valid',
    of: 'bridge',
    breaks: 'GC-03',
    by: ['gc/stale'],
    wrap: misreads('GC', (conf) => ({ ...conf, [key]: [] })),
  },
  {
    name: 'gc-collects-in-all-networks',
    of: 'host-local',
    breaks: 'GC-03',
    by: ['gc/network'],
    wrap: on('GC', ({ conf }, good) => alsoWith(good, { conf: { ...conf, name: 'conformance-other' } })),
  },
  {
    name: 'gc-wants-namespaces-of-what-is-stale',
    of: 'host-local',
    breaks: 'GC-04',
    by: ['gc/stale'],
    wrap(heard, good) {
      const owners =
        heard.command === 'GC' ? shell(heard, `head -qn1 ${folder}/1*`).split(/\s+/).filter(Boolean) : [];
      const lost = owners.find((id) => !existsSync(`/run/netns/${id}`));
      return lost ? failure(3, `Cannot open the namespace of ${lost}`) : good();
    },
  },
  {
    name: 'gc-does-not-report-what-it-could-not-remove',
    of: 'host-local',
    breaks: 'GC-05',
    by: ['gc/unremovable'],
    wrap: on('GC', (_, good) => {
      good();
      return success;
    }),
  },
  {
    name: 'gc-stops-at-an-error-of-ipam',
    of: 'bridge',
    breaks: 'GC-05',
    by: ['gc/delegate-fails'],
    wrap: on('GC', ({ env, stdin, conf }, good) => {
      const asked = shell(
        { env, stdin } as Parameters<typeof shell>[0],
        `$(echo $CNI_PATH | cut -d: -f1)/${conf.ipam?.type} && echo fine`,
      );
      return asked.endsWith('fine\n') ? good() : failure(100, 'The IPAM plugin has failed');
    }),
  },
  {
    name: 'gc-is-not-forwarded',
    of: 'bridge',
    breaks: 'GC-06',
    by: ['delegation/every-command'],
    wrap: misreads('GC', ({ ipam: _, ...conf }) => conf),
  },
  {
    name: 'gc-says-what-it-did',
    of: 'host-local',
    breaks: 'GC-07',
    by: ['gc/stale'],
    wrap: on('GC', (_, good) => ({ ...good(), stdout: '{"removed":0}' })),
  },
  {
    name: 'gc-takes-no-list-for-an-empty-one',
    of: 'host-local',
    breaks: 'GC-08',
    by: ['gc/no-list'],
    wrap: misreads('GC', (conf) => ({ ...conf, [key]: valid(conf) })),
  },
  {
    name: 'gc-works-before-there-was-one',
    of: 'host-local',
    breaks: 'GC-11',
    by: ['gc/version-without-it'],
    wrap: misreads('GC', (conf) => ({ ...conf, cniVersion: '1.1.0', [key]: [] })),
  },
  {
    name: 'gc-fails-on-a-network-never-used',
    of: 'host-local',
    breaks: 'GC-12',
    by: ['gc/never-used'],
    wrap: where(
      'GC',
      () => !existsSync(folder) || readdirSync(folder).length === 0,
      () => failure(5, 'Cannot read the folder of the network'),
    ),
  },
  {
    name: 'gc-fails-on-an-attachment-that-it-does-not-know',
    of: 'host-local',
    breaks: 'GC-13',
    by: ['gc/unknown-entries'],
    wrap: where(
      'GC',
      ({ conf }) => valid(conf).some(({ ifname }) => ifname !== 'eth0'),
      () => failure(7, 'Cannot find an attachment of the list'),
    ),
  },
  {
    name: 'gc-takes-a-list-that-is-none-for-an-empty-one',
    of: 'host-local',
    breaks: 'GC-01',
    by: ['gc/wrong-list'],
    wrap: misreads('GC', (conf) => ({
      ...conf,
      [key]: valid(conf).filter((one) => typeof one.ifname === 'string'),
    })),
    survives:
      'told as INFO only: the text gives the type of the list, and nothing that a plugin has to do with another',
  },
  {
    name: 'gc-clears-rules-of-others',
    of: 'host-local',
    breaks: 'GC-03',
    by: ['gc/network'],
    wrap: andThen('GC', 'rm -rf /var/lib/cni/networks/*'),
  },
];
