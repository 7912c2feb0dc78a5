import type { PluginOutput } from '../../../lib/testing/callPlugin.ts';
import type { CallChange } from '../../conformance/call.ts';
import type { Kind } from '../../conformance/profile.ts';
import type { Trial } from '../../conformance/trial.ts';

/** Something that became of an attachment between its ADD and its DEL. */
export interface Situation {
  name: string;
  /** Completes "DEL succeeds …". */
  title: string;
  /** The requirement that asks DEL to succeed. */
  judges: string;
  /** The one that asks it to leave nothing. Default: the same. */
  residue?: string;
  kinds?: Kind[];
  /** Lines of the difference that cannot be held against DEL. */
  alsoLeft?: RegExp;
  /** True if what is left says nothing against DEL, since it has been robbed of all knowledge. */
  isToldOnly?: true;
  /** Makes the situation; returns how DEL is called in it. */
  make(trial: Trial, result: PluginOutput): Promise<CallChange>;
}

const withLink: Kind[] = ['interface', 'chained'];
const asEver: CallChange = {};

/** Rules of every table and family, with the chains that hold them. */
const flush = `for command in iptables ip6tables; do
  command -v $command >/dev/null || continue
  for table in filter nat mangle raw; do $command -w -t $table -F; $command -w -t $table -X; done
done
! command -v nft >/dev/null || nft flush ruleset`;

export const situations: Situation[] = [
  {
    name: 'link-gone',
    title: 'when the link has been removed by hand',
    judges: 'DEL-02',
    residue: 'DEL-04',
    kinds: withLink,
    async make(trial) {
      await trial.sh(trial.container, 'ip link delete $IFNAME');
      return asEver;
    },
  },
  {
    name: 'namespace-gone',
    title: 'when the namespace has been deleted',
    judges: 'DEL-04',
    async make(trial) {
      const { netns } = trial.container;
      await trial.remove(trial.container);
      return { netns };
    },
  },
  {
    name: 'namespace-gone-and-not-named',
    title: 'without CNI_NETNS when the namespace has been deleted',
    judges: 'DEL-03',
    residue: 'DEL-04',
    async make(trial) {
      await trial.remove(trial.container);
      return { netns: undefined };
    },
  },
  {
    name: 'namespace-not-named',
    title: 'with an empty CNI_NETNS',
    judges: 'DEL-03',
    // Links and what hangs on them cannot be found without the namespace, and go with it. What is held in files can.
    alsoLeft: /^\+ (?!host file )/,
    make: async () => ({ netns: '' }),
  },
  {
    name: 'host-links-gone',
    title: 'when the links on the host are gone: bridge, master, host end',
    judges: 'DEL-06',
    residue: 'DEL-01',
    kinds: withLink,
    async make(trial, result) {
      await trial.try(
        trial.host,
        hostLinks(trial, result)
          .map((name) => `ip link delete ${name} || true`)
          .join('\n'),
      );
      return asEver;
    },
  },
  {
    name: 'state-gone',
    title: 'when all files below /var/lib/cni and /run/cni are gone',
    judges: 'DEL-06',
    residue: 'DEL-01',
    isToldOnly: true,
    async make(trial) {
      // A socket is no file of state: somebody listens there.
      await trial.sh(
        trial.host,
        'find /var/lib/cni /run/cni -mindepth 1 ! -type s -delete 2>/dev/null || true',
      );
      return asEver;
    },
  },
  {
    name: 'rules-gone',
    title: 'when all rules of the packet filter have been flushed',
    judges: 'DEL-06',
    residue: 'DEL-01',
    async make(trial) {
      await trial.sh(trial.host, flush);
      return asEver;
    },
  },
];

/** Links on the host that the attachment stands on: those in its result, and those that the configuration names. */
function hostLinks(trial: Trial, { interfaces = [] }: PluginOutput): string[] {
  const { master, bridge } = trial.conf();
  const named = [master, bridge].filter((name): name is string => typeof name === 'string');
  const told = interfaces.filter(({ sandbox }) => !sandbox).map(({ name }) => name);
  return [...new Set([...told, ...named])];
}
