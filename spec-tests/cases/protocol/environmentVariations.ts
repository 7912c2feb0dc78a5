import type { Case } from '../../conformance/case.ts';
import { type Variation, variations } from './variation.ts';

const shell = (script: string) => ({ via: ['sh', '-c', script] });

const surroundings: Variation[] = [
  // Parameters are variables and standard input; that words on the command line are to be ignored is not said.
  {
    name: 'with words on the command line',
    change: shell('exec "$0" /run/none.json CHECK'),
    requirement: 'EXEC-02',
    open: true,
  },
  {
    name: 'with variables that are not the protocol’s',
    change: {
      env: {
        CNI_FOO: 'bar',
        TRACEPARENT: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        TRACESTATE: 'x=1',
        BAGGAGE: 'a=b;c',
        LANG: 'tr_TR.UTF-8',
        HOME: '/nonexistent',
        'odd name': 'with "quotes" and\nlines',
      },
    },
    requirement: 'EXEC-11',
  },
  // The text does not say that there is a PATH, nor that a plugin may rely on one.
  { name: 'without PATH', change: { env: { PATH: undefined } }, requirement: 'EXEC-11', open: true },
  { name: 'in another folder', change: shell('cd /run && exec "$0"'), requirement: 'EXEC-12' },
  {
    name: 'in a folder that is gone',
    change: shell('mkdir /run/gone && cd /run/gone && rmdir /run/gone && exec "$0"'),
    requirement: 'EXEC-12',
    open: true,
  },
];

const delivery: Variation[] = [
  {
    name: 'with standard input in pieces',
    change: shell('(head -c 10; sleep 0.1; head -c 20; sleep 0.1; cat) | "$0"'),
    requirement: 'EXEC-13',
  },
  {
    name: 'with standard input closed late',
    change: shell('(cat; sleep 0.3) | "$0"'),
    requirement: 'EXEC-13',
  },
  {
    name: 'with white space around the configuration',
    change: (trial) => ({ stdin: `\r\n\t ${JSON.stringify(stdinOf(trial), null, 2)}\n\n` }),
    requirement: 'EXEC-13',
  },
  {
    name: 'with 1 MiB in "args"',
    change: { conf: { args: { cni: { padding: 'x'.repeat(1024 * 1024) } } } },
    requirement: 'EXEC-13',
  },
];

/** What ADD would get, as an object. */
function stdinOf(trial: Parameters<Extract<Variation['change'], (...args: never) => unknown>>[0]): object {
  const chained = trial.subject.profile.kind === 'chained';
  return { ...trial.conf(), ...(chained ? { prevResult: trial.preparedResult() } : {}) };
}

const args: Variation[] = [
  { name: 'with an empty CNI_ARGS', change: { args: '' }, requirement: 'ENV-08' },
  // Kubernetes always sends these, but no text obliges a plugin to ignore what it does not know.
  {
    name: 'with IgnoreUnknown in CNI_ARGS',
    change: { args: 'IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=pod-1' },
    requirement: 'ENV-05',
    open: true,
  },
  {
    name: 'with an unknown key in CNI_ARGS',
    change: { args: 'FOO=BAR;ABC=123' },
    requirement: 'ENV-05',
    open: true,
  },
];

/** A plugin after others finds its interface by the namespace in prevResult, which names it plainly. */
const unchained = ['interface', 'ipam', 'loopback'] as const;

const paths: Variation[] = [
  {
    name: 'with spaces and other letters in CNI_NETNS',
    prepare: 'touch "/run/a b ü"; mount --bind /run/netns/$CONTAINER "/run/a b ü"',
    change: { netns: '/run/a b ü' },
    requirement: 'ENV-03',
    kinds: unchained,
  },
  {
    name: 'with a symbolic link in CNI_NETNS',
    prepare: 'ln -s /run/netns/$CONTAINER /run/link',
    change: { netns: '/run/link' },
    requirement: 'ENV-03',
    kinds: unchained,
    open: true,
  },
  {
    name: 'with folders in CNI_PATH that do not exist',
    change: ({ cniPath }) => ({ cniPath: `/nonexistent:${cniPath}:/nowhere` }),
    requirement: 'ENV-06',
  },
];

export const environmentVariations: Case[] = [
  variations({ name: 'exec/surroundings', title: 'ADD does not depend on where it runs' }, surroundings),
  variations({ name: 'exec/stdin', title: 'standard input is read to its end, however it comes' }, delivery),
  variations({ name: 'env/arguments', title: 'CNI_ARGS may say nothing or what is not known' }, args),
  variations({ name: 'env/paths', title: 'paths need not be plain' }, paths),
];
