import { existsSync } from 'node:fs';
import { failure, type Heard, type Mutant, success } from './mutant.ts';
import { shell } from './shell.ts';
import { alsoWith, andThen, instead, misreads, on, where } from './wraps.ts';

const isGone = ({ env }: Heard) => !existsSync(env.CNI_NETNS ?? '');
const hasNoLink = (heard: Heard) => shell(heard, 'ip link show dev $CNI_IFNAME', 'container') === '';

/** Mutants whose DEL fails where it may not, leaves what it has to remove, or removes what is not its own. */
export const del: Mutant[] = [
  {
    name: 'del-does-nothing',
    of: 'bridge',
    breaks: 'DEL-01',
    by: ['add/truth'],
    wrap: instead('DEL', success),
  },
  {
    name: 'del-keeps-the-reservation',
    of: 'host-local',
    breaks: 'DEL-01',
    by: ['add/truth'],
    wrap: instead('DEL', success),
  },
  {
    name: 'del-leaves-a-rule-of-source-nat',
    of: 'bridge',
    breaks: 'DEL-01',
    by: ['add/truth'],
    wrap: andThen(
      'ADD',
      'iptables -w -t nat -A POSTROUTING -s 10.88.0.2 -m comment --comment $CNI_CONTAINERID -j MASQUERADE',
    ),
  },
  {
    name: 'del-fails-without-the-link',
    of: 'bridge',
    breaks: 'DEL-02',
    by: ['del/link-gone'],
    wrap: where('DEL', hasNoLink, () => failure(100, 'Cannot delete the link: there is none')),
  },
  {
    name: 'del-fails-the-second-time',
    of: 'host-local',
    breaks: 'DEL-02',
    by: ['del/again'],
    wrap: where(
      'DEL',
      (heard) => shell(heard, 'grep -l "$CNI_CONTAINERID" /var/lib/cni/networks/conformance/1*') === '',
      () => failure(100, 'Cannot release the address: none is reserved'),
    ),
  },
  {
    name: 'del-wants-a-namespace',
    of: 'loopback',
    breaks: 'DEL-03',
    by: ['del/namespace-not-named'],
    wrap: where(
      'DEL',
      ({ env }) => !env.CNI_NETNS,
      () => failure(4, 'Cannot do without CNI_NETNS'),
    ),
  },
  {
    name: 'del-wants-a-namespace-of-bridge',
    of: 'bridge',
    breaks: 'ENV-08',
    by: ['env/no-namespace'],
    wrap: where(
      'DEL',
      ({ env }) => !env.CNI_NETNS,
      () => failure(4, 'Cannot do without CNI_NETNS'),
    ),
  },
  {
    name: 'del-fails-when-the-namespace-is-gone',
    of: 'bridge',
    breaks: 'DEL-04',
    by: ['del/namespace-gone'],
    wrap: where('DEL', isGone, ({ env }) => failure(3, `Cannot open ${env.CNI_NETNS}: no such file`)),
  },
  {
    name: 'del-keeps-all-when-the-namespace-is-gone',
    of: 'host-local',
    breaks: 'DEL-04',
    by: ['del/namespace-gone'],
    wrap: where('DEL', isGone, () => success),
  },
  {
    name: 'del-wants-prev-result',
    of: 'loopback',
    breaks: 'DEL-05',
    by: ['del/prev-result'],
    wrap: where(
      'DEL',
      ({ conf }) => !conf.prevResult,
      () => failure(7, 'Cannot do without "prevResult"'),
    ),
  },
  {
    name: 'del-fails-when-its-files-are-gone',
    of: 'host-local',
    breaks: 'DEL-06',
    by: ['del/state-gone'],
    wrap: where(
      'DEL',
      () => !existsSync('/var/lib/cni/networks/conformance'),
      () => failure(5, 'Cannot read its folder: no such file'),
    ),
  },
  {
    name: 'del-fails-when-the-bridge-is-gone',
    of: 'bridge',
    breaks: 'DEL-06',
    by: ['del/host-links-gone'],
    wrap: where(
      'DEL',
      ({ conf }) => !existsSync(`/sys/class/net/${conf.bridge}`),
      () => failure(100, 'Cannot find the bridge'),
    ),
  },
  {
    name: 'del-takes-all-interfaces-of-the-container',
    of: 'host-local',
    breaks: 'DEL-07',
    by: ['del/other-interface'],
    wrap: on('DEL', (_, good) => alsoWith(good, { env: { CNI_IFNAME: 'eth1' } })),
  },
  {
    name: 'del-takes-all-containers-of-the-network',
    of: 'host-local',
    breaks: 'DEL-07',
    by: ['del/other-container'],
    wrap: andThen('DEL', 'rm -f /var/lib/cni/networks/conformance/1*'),
  },
  {
    name: 'del-looks-in-all-networks',
    of: 'host-local',
    breaks: 'DEL-07',
    by: ['del/other-network'],
    wrap: on('DEL', ({ conf }, good) => alsoWith(good, { conf: { ...conf, name: 'elsewhere' } })),
  },
  {
    name: 'del-takes-down-all-ports-of-the-bridge',
    of: 'bridge',
    breaks: 'DEL-07',
    by: ['del/other-container'],
    wrap: andThen('DEL', 'for port in $(ls /sys/class/net/cnf0/brif); do ip link delete $port; done'),
  },
  {
    name: 'del-says-goodbye',
    of: 'loopback',
    breaks: 'DEL-08',
    by: ['add/truth'],
    wrap: on('DEL', (_, good) => ({ ...good(), stdout: 'goodbye\n' })),
  },
  {
    name: 'leaves-a-link-of-a-second-add',
    of: 'bridge',
    breaks: 'DEL-09',
    by: ['add/twice'],
    wrap: on('ADD', (heard, good) => {
      const said = good();
      if (said.exitCode !== 0) shell(heard, 'ip link add left0 type bridge');
      return said;
    }),
  },
  {
    name: 'del-forgets-ipam-when-the-link-is-gone',
    of: 'bridge',
    breaks: 'DEL-10',
    by: ['del/ipam'],
    wrap: where('DEL', hasNoLink, () => success),
  },
  {
    name: 'del-swallows-what-it-cannot-read',
    of: 'loopback',
    breaks: 'DEL-11',
    by: ['del/malformed'],
    wrap: on('DEL', (_, good) => {
      good();
      return success;
    }),
  },
  {
    name: 'del-takes-any-version',
    of: 'loopback',
    breaks: 'DEL-12',
    by: ['del/malformed'],
    wrap: misreads('DEL', (conf) => ({ ...conf, cniVersion: '1.1.0' })),
  },
];
