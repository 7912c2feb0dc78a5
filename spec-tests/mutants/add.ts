import { failure, type Mutant } from './mutant.ts';
import { recall, remember, shell } from './shell.ts';
import { andThen, lies, on } from './wraps.ts';

/** Mutants whose ADD does too little or too much. */
export const add: Mutant[] = [
  {
    name: 'add-makes-nothing-that-lasts',
    of: 'bridge',
    breaks: 'ADD-01',
    by: ['add/truth'],
    wrap: andThen('ADD', 'ip link delete $CNI_IFNAME', 'container'),
  },
  {
    name: 'drops-prev-result',
    of: 'loopback',
    breaks: 'ADD-03',
    by: ['add/prev-result'],
    wrap: on('ADD', ({ conf: { prevResult: _, ...conf } }, good) => good({ conf })),
  },
  {
    name: 'takes-a-name-that-is-taken',
    of: 'bridge',
    breaks: 'ADD-04',
    by: ['add/name-taken'],
    wrap: on('ADD', (heard, good) => {
      shell(heard, 'ip link delete $CNI_IFNAME', 'container');
      return good();
    }),
  },
  {
    name: 'clears-away-the-first-when-the-second-fails',
    of: 'bridge',
    breaks: 'ADD-05',
    by: ['add/twice'],
    wrap: on('ADD', (_, good) => {
      const said = good();
      if (said.exitCode !== 0) good({ env: { CNI_COMMAND: 'DEL' } });
      return said;
    }),
  },
  {
    name: 'attaches-a-container-only-once',
    of: 'host-local',
    breaks: 'ADD-06',
    by: ['del/other-interface'],
    wrap: on('ADD', ({ env }, good) => {
      const had = recall(`had-${env.CNI_CONTAINERID}`) ?? env.CNI_IFNAME;
      remember(`had-${env.CNI_CONTAINERID}`, had ?? '');
      return had === env.CNI_IFNAME ? good() : failure(100, `Cannot attach the container: it has ${had}`);
    }),
  },
  {
    name: 'leaves-the-link-down',
    of: 'bridge',
    breaks: 'ADD-10',
    by: ['add/truth'],
    wrap: andThen('ADD', 'ip link set $CNI_IFNAME down', 'container'),
  },
  {
    name: 'leaves-a-link-when-it-fails',
    of: 'loopback',
    breaks: 'ADD-11',
    by: ['add-fails/no-namespace'],
    wrap: on('ADD', (heard, good) => {
      const said = good();
      if (said.exitCode !== 0) shell(heard, 'ip link add left0 type bridge');
      return said;
    }),
  },
  {
    name: 'leaves-an-address-when-it-fails',
    of: 'bridge',
    breaks: 'ADD-11',
    by: ['add-fails/no-namespace'],
    wrap: on('ADD', (heard, good) => {
      const said = good();
      const folder = '/var/lib/cni/networks/conformance';
      if (said.exitCode !== 0) shell(heard, `mkdir -p ${folder}; echo lost > ${folder}/10.88.0.99`);
      return said;
    }),
  },
  {
    name: 'clears-a-route-of-others',
    of: 'bridge',
    breaks: 'ADD-12',
    by: ['add/truth'],
    wrap: andThen('ADD', 'ip route delete blackhole 198.18.254.0/24'),
  },
  {
    name: 'flushes-rules-of-others',
    of: 'loopback',
    breaks: 'ADD-12',
    by: ['add/truth'],
    wrap: andThen('ADD', 'ip rule delete from 198.18.253.1', 'container'),
  },
  {
    name: 'removes-files-of-others',
    of: 'host-local',
    breaks: 'ADD-12',
    by: ['add/truth'],
    wrap: andThen('DEL', 'rm -r /var/lib/cni/networks/sentinel'),
  },
  {
    name: 'gives-a-used-address-when-none-is-left',
    of: 'host-local',
    breaks: 'ADD-13',
    by: ['add/exhausted'],
    wrap: on('ADD', (_, good) => {
      const said = good();
      if (said.exitCode !== 0) return { ...said, exitCode: 0, stdout: recall('last') ?? '' };
      remember('last', said.stdout);
      return said;
    }),
  },
  {
    name: 'remembers-what-failed-once',
    of: 'loopback',
    breaks: 'ADD-14',
    by: ['add-fails/no-namespace'],
    wrap: on('ADD', (_, good) => {
      if (recall('failed')) return failure(100, 'Cannot attach the container: it failed before');
      const said = good();
      if (said.exitCode !== 0) remember('failed', 'yes');
      return said;
    }),
  },
  {
    name: 'renumbers-interfaces-of-prev-result',
    of: 'loopback',
    breaks: 'ADD-03',
    by: ['add/prev-result'],
    wrap: lies((json, { conf: { prevResult } }) =>
      prevResult ? { ...json, interfaces: [{ name: 'lo' }, ...(json.interfaces ?? [])] } : json,
    ),
  },
];
