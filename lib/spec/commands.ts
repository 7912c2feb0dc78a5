/** The commands of the protocol: the values of CNI_COMMAND. */
export type Command = 'ADD' | 'DEL' | 'CHECK' | 'GC' | 'STATUS' | 'VERSION';

/** The parameters of the protocol: environment variables. */
export type Variable =
  | 'CNI_COMMAND'
  | 'CNI_CONTAINERID'
  | 'CNI_NETNS'
  | 'CNI_IFNAME'
  | 'CNI_ARGS'
  | 'CNI_PATH';

/** What there is to know about a command before it is carried out. */
export interface CommandRow {
  /** First version of the specification that knows the command. */
  since: string;
  /** Variables without which the command cannot be carried out, beside CNI_COMMAND. */
  required: Variable[];
  /** True for a command about one attachment: CNI_CONTAINERID and CNI_IFNAME are judged, prevResult is read. */
  attachment: boolean;
}

/**
 * For each command: since which version, with which variables. The only such table.
 * Specification, section 2, the parameter lists of the commands.
 */
export const commands: Record<Command, CommandRow> = {
  ADD: { since: '0.1.0', required: ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME'], attachment: true },
  DEL: { since: '0.1.0', required: ['CNI_CONTAINERID', 'CNI_IFNAME'], attachment: true },
  CHECK: { since: '0.4.0', required: ['CNI_CONTAINERID', 'CNI_NETNS', 'CNI_IFNAME'], attachment: true },
  GC: { since: '1.1.0', required: ['CNI_PATH'], attachment: false },
  STATUS: { since: '1.1.0', required: [], attachment: false },
  VERSION: { since: '0.1.0', required: [], attachment: false },
};

/** True for exactly one of the six: letter case counts. */
export function isCommand(text: string): text is Command {
  return Object.hasOwn(commands, text);
}
