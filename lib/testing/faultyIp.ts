import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { systemPath } from './needs.ts';

/**
 * What happens when `ip` comes to a line: refused · ip ends before it, or after it · the plugin is killed before it, or
 * after it · somebody else removes the bridge before it, the first time only · somebody else does the same just before.
 */
export type Fault =
  | 'refused'
  | 'ip-ends-before'
  | 'ip-ends-after'
  | 'killed-before'
  | 'killed-after'
  | 'bridge-lost'
  | 'another-first';

/**
 * For tests: a folder with an `ip`, and a `bridge` and a `tc` beside it, that do what the real ones do but for one line of
 * standard input.
 */
export class FaultyIp implements Disposable {
  readonly folder = mkdtempSync(`${tmpdir()}/faulty-`);

  constructor() {
    for (const tool of ['ip', 'bridge', 'tc']) {
      writeFileSync(`${this.folder}/${tool}`, program);
      chmodSync(`${this.folder}/${tool}`, 0o755);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The environment in which the fault happens at `line`. MAC addresses in it stand for any. */
  env(fault: Fault, line: string): Record<string, string> {
    const pattern = line
      .replaceAll(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, '*')
      .replaceAll(/\/proc\/\d+\/fd\/\d+/g, '*');
    return { PATH: `${this.folder}:${systemPath}`, FAULT: fault, FAULT_LINE: pattern };
  }
}

/** The plugin is the parent of this shell, also in the container: nsenter and sh became it. */
const program = `#!/bin/bash
lines() {
  while IFS= read -r line; do
    if [[ $line == $FAULT_LINE ]]; then
      case $FAULT in
        refused) case $0 in */bridge) line='vlan add dev lo vid 1' ;; */tc) line='qdisc delete dev lo root handle 1:' ;; *) line='link set dev lo master lo' ;; esac ;;
        ip-ends-before) return ;;
        ip-ends-after) printf '%s\\n' "$line"; return ;;
        bridge-lost) [ -e "$0.lost" ] || /usr/sbin/ip link delete cni0; : >"$0.lost" ;;
        another-first) /usr/sbin/"$(basename "$0")" $line ;;
        killed-before) kill -KILL $PPID; return ;;
        killed-after) printf '%s\\n' "$line"; sleep 0.01; kill -KILL $PPID; return ;;
      esac
    fi
    printf '%s\\n' "$line"
  done
}
lines | /usr/sbin/"$(basename "$0")" "$@"
`;

/** The lines for ip, bridge and tc, "link set dev cni0 up", in what a call by hand says with --trace. */
export function ipLines(trace: string): string[] {
  return [...trace.matchAll(/^(?:host|container): (?:ip|bridge|tc)(?: -[46])? (.*?) {2}# /gm)].map(
    ([, line = '']) => line,
  );
}
