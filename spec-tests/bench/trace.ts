import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Host } from '../../lib/testing/throwawayHost.ts';

/**
 * What the scheduler tells: programs started and ended, and who was on a processor when. The kernel notes it by itself in a
 * microsecond each; strace, which stops a process at every call, makes one of twenty milliseconds three times as long.
 */
const events = ['sched_process_fork', 'sched_process_exec', 'sched_process_exit', 'sched_switch'];

const mountPoint = '/run/tracing';

/** Does `work` and returns what the kernel has noted meanwhile, of the whole machine. Throws where the kernel cannot trace. */
export async function traced(host: Host, work: () => Promise<unknown>): Promise<string> {
  await host.ok(['mkdir', '-p', mountPoint]);
  await host.ok(['mount', '-t', 'tracefs', 'tracing', mountPoint]);
  // A ring of its own: whoever else traces this machine is not disturbed.
  const ring = host.outside(`${mountPoint}/instances/weft-bench-${process.pid}`);
  mkdirSync(ring);
  try {
    const tell = (file: string, value: string) => writeFileSync(`${ring}/${file}`, value);
    tell('buffer_size_kb', '16384');
    tell('trace_clock', 'mono');
    for (const event of events) tell(`events/sched/${event}/enable`, '1');
    await work();
    for (const event of events) tell(`events/sched/${event}/enable`, '0');
    return readFileSync(`${ring}/trace`, 'utf8');
  } finally {
    if (existsSync(ring)) rmdirSync(ring);
  }
}
