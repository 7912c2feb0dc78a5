import { writeSync } from '#files';
import type { Invocation } from '../invoke/invocation.ts';

/**
 * Says what is done, on stderr: as plain lines for a person (`--trace`), as JSON lines through pino for a log collector
 * (WEFT_LOG=debug), or not at all. pino is loaded with the first line, since it costs more than most plugins do.
 */
export function tracer(env: Invocation['env'], plain: boolean): (line: string) => void {
  if (plain) return (line) => void writeSync(2, `${line}\n`);
  if (env.WEFT_LOG !== 'debug') return () => {};
  const identity = { containerId: env.CNI_CONTAINERID, ifName: env.CNI_IFNAME, command: env.CNI_COMMAND };
  const log = import('pino').then(({ pino }) =>
    pino({ level: 'debug', base: identity }, pino.destination({ fd: 2, sync: true })),
  );
  return (line) => void log.then((logger) => logger.debug(line));
}
