import { parseTrace } from './traceEvents.ts';

const text = `# tracer: nop
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
     rcu_preempt-15      [001] d..2.  4558.116092: sched_switch: prev_comm=node prev_pid=12 prev_prio=120 prev_state=R+ ==> next_comm=a b=9 next_pid=15 next_prio=120
            node-12426   [001] .....  4558.124265: sched_process_fork: comm=node pid=12 child_comm=node child_pid=20
         nsenter-12465   [000] .....  4558.125326: sched_process_exec: filename=/usr/bin/nsenter pid=20 old_pid=20
              ip-12467   [001] .....  4558.134413: sched_process_exit: comm=nsenter pid=20 prio=120 group_dead=true
              ip-12467   [001] .....  4558.134500: sched_wakeup: comm=node pid=12 prio=120 target_cpu=001
`;

test('parseTrace reads what the kernel notes of programs and processors, and leaves the rest', () => {
  expect(parseTrace(text)).toEqual([
    { kind: 'switch', ms: expect.closeTo(4558116.092, 3), off: 12, on: 15 },
    { kind: 'fork', ms: expect.closeTo(4558124.265, 3), pid: 12, child: 20 },
    { kind: 'exec', ms: expect.closeTo(4558125.326, 3), pid: 20, file: '/usr/bin/nsenter' },
    { kind: 'exit', ms: expect.closeTo(4558134.413, 3), pid: 20 },
  ]);
});
