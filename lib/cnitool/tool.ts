import { loadFile, loadNetwork, type Network, type Runtime } from '../libcni/libcni.ts';
import type { Io } from './io.ts';
import { misuse, type Options } from './options.ts';

/** One call of the tool. */
export interface Tool {
  options: Options;
  runtime: Runtime;
  io: Io;
}

/** The network that the first operand means: a name, or with a slash the path of a file. Throws CniError. */
export function loadOperand({ options }: Tool): Network {
  const [operand] = options.operands;
  if (operand === undefined) throw misuse(`${options.command} needs the name of a network`);
  return operand.includes('/') ? loadFile(operand) : loadNetwork(options.confDir, operand);
}
