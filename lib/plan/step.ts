/**
 * What a change is. A plan is a value: it can be printed, compared, counted and undone, and holds no function.
 *
 * A plan is a list of stages. Stages follow each other; within a stage every tool gets its steps for one place in one
 * process, and different tools and places work side by side. So steps that need one another stand in one lane (same tool,
 * same place, in order) or in successive stages.
 */
export type Plan = Stage[];
export type Stage = Step[];

/** "host": the namespace the plugin was started in. "container": the one that CNI_NETNS names. */
export type Place = 'host' | 'container';

export type Step = IpStep | FamilyIpStep | BridgeStep | TcStep | SysctlStep | RulesStep;

interface Base {
  place: Place;
  /** Why the step is there, in the user's words: "give the container end its address". */
  why: string;
  /** A refusal that is as good as success: the object is there already, or gone already. */
  fine?: Refusal;
  /** True for what others may rely on once it is there: to take it back is left to those who know whether anybody does. */
  shared?: boolean;
  /** What "exists" means here, if it is an error with a name of its own. */
  taken?: { code: number; message: string };
}

/** One line for `ip -batch`, as its words. */
export interface IpStep extends Base {
  tool: 'ip';
  words: string[];
  /** The words of the line that takes it back. Absent where another step's undo takes this one's effect along. */
  undo?: string[];
  /** Where the undo is carried out, if not where the step is: a link born on the host may live in the container. */
  undoPlace?: Place;
}

/**
 * One line for an `ip -batch` that speaks of one family alone, as its words: rules, which `ip` takes for IPv4 unless told
 * otherwise, and routes to "default", which is of either.
 */
export interface FamilyIpStep extends Base {
  tool: 'ip -4' | 'ip -6';
  words: string[];
  /** The words of the line that takes it back. Absent where another step's undo takes this one's effect along. */
  undo?: string[];
  /** A refusal of the undo that is as good as success. Default: "absent". */
  undoFine?: Refusal;
}

/** One line for `bridge -batch`, as its words: the VLANs of a bridge port, which `ip` cannot set. */
export interface BridgeStep extends Base {
  tool: 'bridge';
  words: string[];
  /** The words of the line that takes it back. Absent where the removal of the port takes it along. */
  undo?: string[];
}

/** One line for `tc -batch`, as its words: queueing disciplines, classes and filters. */
export interface TcStep extends Base {
  tool: 'tc';
  words: string[];
  /** The words of the line that takes it back. Absent where the removal of the link takes it along. */
  undo?: string[];
}

/** One value under /proc/sys. */
export interface SysctlStep extends Base {
  tool: 'sysctl';
  /** Below /proc/sys, with slashes: "net/ipv4/conf/eth0/arp_notify". */
  key: string;
  value: string;
  /** The value to write to take it back. */
  undo?: string;
  /** True where the kernel may lack the key and the plugin works without it. */
  optional?: boolean;
  /** True where two that write it at once spoil it for each other. As for rules, such steps wait for each other. */
  alone?: boolean;
}

/** One transaction of packet filter rules. */
export interface RulesStep extends Base {
  tool: 'iptables' | 'ip6tables' | 'nft';
  /**
   * Scripts for `iptables-restore --noflush` or `nft -f`, tried in this order until one passes: the first expects the
   * tables and chains that all attachments share, the next makes them. Each is one transaction.
   */
  attempts: string[][];
  /** The script that takes it back. */
  undo?: string[];
  /**
   * True where a chain that can be made only once is a claim: iptables judges that by what it saw before, so two at once may
   * both succeed. Such steps of all processes in one network namespace wait for each other.
   */
  alone?: boolean;
  /** The same for the attempts from this one on, counted from 0: those before judge by themselves. */
  aloneFrom?: number;
}

/** The refusals that plans may declare fine, told apart by the tools' words in `lib/kernel/refusal.ts`. */
export type Refusal = 'exists' | 'absent';
