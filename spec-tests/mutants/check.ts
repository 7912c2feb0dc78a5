import { failure, type Heard, type Mutant, success } from './mutant.ts';
import { recall, remember, shell } from './shell.ts';
import { andThen, instead, misreads, on, where } from './wraps.ts';

const routes = (heard: Heard) => shell(heard, 'ip -4 route; ip -6 route', 'container');
const mac = (heard: Heard) => shell(heard, 'ip -o link show $CNI_IFNAME', 'container');

/** Mutants whose CHECK sees nothing, sees ghosts, or does more than look. */
export const check: Mutant[] = [
  {
    name: 'check-goes-by-the-result-of-its-own-add',
    of: 'bridge',
    breaks: 'CHK-01',
    by: ['check/other-address-in-result'],
    wrap: on('ADD CHECK', ({ command, conf }, good) => {
      if (command === 'CHECK')
        return good({ conf: { ...conf, prevResult: JSON.parse(recall('result') ?? 'null') } });
      const said = good();
      remember('result', said.stdout);
      return said;
    }),
  },
  {
    name: 'check-does-not-read-prev-result',
    of: 'bridge',
    breaks: 'CHK-01',
    by: ['check/other-interface-in-result'],
    wrap: instead('CHECK', success),
  },
  {
    name: 'check-minds-routes-of-others',
    of: 'bridge',
    breaks: 'CHK-02',
    by: ['check/later-plugin-added'],
    wrap: on('ADD CHECK', (heard, good) => {
      const said = good();
      if (heard.command === 'ADD') remember('routes', routes(heard));
      else if (routes(heard) !== recall('routes')) return failure(104, 'Routes differ: there are more');
      return said;
    }),
  },
  {
    name: 'check-minds-a-mac-that-was-changed',
    of: 'bridge',
    breaks: 'CHK-02',
    by: ['check/later-plugin-mac'],
    wrap: on('ADD CHECK', (heard, good) => {
      const said = good();
      if (heard.command === 'ADD') remember('mac', mac(heard));
      else if (mac(heard) !== recall('mac')) return failure(104, 'The link differs: its MAC is another');
      return said;
    }),
  },
  {
    name: 'check-minds-interfaces-that-ipam-did-not-tell',
    of: 'host-local',
    breaks: 'CHK-02',
    by: ['check/result-of-the-interface-plugin'],
    wrap: where(
      'CHECK',
      ({ conf }) => (conf.prevResult?.interfaces ?? []).length > 0,
      () => failure(7, 'Cannot use "prevResult": it has interfaces'),
    ),
  },
  {
    name: 'check-believes-everything',
    of: 'bridge',
    breaks: 'CHK-03',
    by: ['check/address-gone'],
    wrap: instead('CHECK', success),
  },
  {
    name: 'check-does-not-look-at-routes',
    of: 'bridge',
    breaks: 'CHK-03',
    by: ['check/route-gone'],
    wrap: misreads('CHECK', (conf) => ({ ...conf, prevResult: { ...conf.prevResult, routes: [] } })),
  },
  {
    name: 'check-of-lo-believes-everything',
    of: 'loopback',
    breaks: 'CHK-03',
    by: ['check/damage-1'],
    wrap: instead('CHECK', success),
  },
  {
    name: 'check-does-not-look-at-the-reservation',
    of: 'host-local',
    breaks: 'CHK-04',
    by: ['check/damage-1'],
    wrap: instead('CHECK', success),
  },
  {
    name: 'check-does-not-look-at-rules',
    of: 'bridge',
    breaks: 'CHK-04',
    by: ['check/damage-10'],
    wrap: misreads('CHECK', (conf) => ({ ...conf, ipMasq: false })),
  },
  {
    name: 'check-does-not-look-at-the-host',
    of: 'bridge',
    breaks: 'CHK-05',
    by: ['check/host-interface-down'],
    wrap: instead('CHECK', success),
    survives: 'told as INFO only: what a plugin is aware of cannot be seen from outside',
  },
  {
    name: 'check-fails-the-first-time-after-add',
    of: 'loopback',
    breaks: 'CHK-06',
    by: ['check/after-add'],
    wrap: on('ADD CHECK', ({ command }, good) => {
      const isFresh = recall('fresh') === 'yes';
      remember('fresh', command === 'ADD' ? 'yes' : 'no');
      return command === 'CHECK' && isFresh ? failure(11, 'Not settled yet: try again') : good();
    }),
  },
  {
    name: 'check-does-not-pass-on-what-ipam-finds',
    of: 'bridge',
    breaks: 'CHK-07',
    by: ['delegation/errors'],
    delegate: on('CHECK', (_, good) => ({ ...good(), exitCode: 0, stdout: '' })),
  },
  {
    name: 'check-puts-the-address-back',
    of: 'bridge',
    breaks: 'CHK-08',
    by: ['check/address-gone'],
    wrap: on('CHECK', (heard, good) => {
      const said = good();
      const address = heard.conf.prevResult?.ips?.[0]?.address;
      if (said.exitCode !== 0) shell(heard, `ip address add ${address} dev $CNI_IFNAME`, 'container');
      return said;
    }),
  },
  {
    name: 'check-notes-that-it-was-called',
    of: 'host-local',
    breaks: 'CHK-08',
    by: ['check/after-add'],
    wrap: andThen('CHECK', 'date +%N > /var/lib/cni/last-checked'),
  },
  {
    name: 'check-says-that-all-is-well',
    of: 'loopback',
    breaks: 'CHK-09',
    by: ['check/after-add'],
    wrap: on('CHECK', (_, good) => ({ ...good(), stdout: '{}' })),
  },
  {
    name: 'check-works-before-there-was-one',
    of: 'loopback',
    breaks: 'CHK-10',
    by: ['check/version-without-it'],
    wrap: misreads('CHECK', ({ prevResult: _, ...conf }) => ({
      ...conf,
      cniVersion: '0.4.0',
      prevResult: { cniVersion: '0.4.0' },
    })),
  },
  {
    name: 'check-does-without-prev-result',
    of: 'bridge',
    breaks: 'CHK-11',
    by: ['check/without-result'],
    wrap: where(
      'CHECK',
      ({ conf }) => !conf.prevResult,
      () => success,
    ),
  },
  {
    name: 'check-finds-nothing-wrong-after-del',
    of: 'host-local',
    breaks: 'CHK-13',
    by: ['check/after-del'],
    wrap: instead('CHECK', success),
  },
  {
    name: 'check-refuses-0.4.0',
    of: 'loopback',
    breaks: 'VSEL-06',
    by: ['version/0.4.0'],
    wrap: where(
      'CHECK',
      ({ conf }) => conf.cniVersion === '0.4.0',
      () => failure(1, 'Cannot use "cniVersion" "0.4.0"'),
    ),
  },
];
