import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { systemPath } from '../../lib/testing/needs.ts';

const tools = ['iptables', 'ip6tables', 'iptables-restore', 'ip6tables-restore', 'nft', 'ip', 'dbus-send'];

/** For tests: a folder of the programs the firewall is made with, which count their calls and refuse some of them. */
export class FaultyRules implements Disposable {
  readonly folder = mkdtempSync(`${tmpdir()}/faulty-rules-`);

  constructor() {
    for (const tool of tools) {
      writeFileSync(`${this.folder}/${tool}`, program);
      chmodSync(`${this.folder}/${tool}`, 0o755);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * An environment in which call number `first` of a program that reads from standard input, and if `all` every
   * later one that adds, is refused.
   */
  env(first: number, all = false): Record<string, string> {
    rmSync(`${this.folder}/calls`, { force: true });
    return { PATH: `${this.folder}:${systemPath}`, REFUSE: `${first}`, REFUSE_ALL: all ? 'yes' : '' };
  }

  /** What has been called since: "iptables --wait 20 --list-rules WEFT-A-20". */
  calls(): string[] {
    const path = `${this.folder}/calls`;
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }
}

/** Removals are let through: what is refused is the ADD, not its being taken back. */
const program = `#!/bin/bash
tool=$(basename "$0")
exec 9>>"\${0%/*}/lock"; flock 9
echo "$tool $*" >>"\${0%/*}/calls"
count=$(grep -c -e -restore -e '^nft -f' -e '^dbus-send.*addSource' "\${0%/*}/calls")
exec 9>&-
case "$tool $*" in
  *-restore\\ *|nft\\ -f*|dbus-send*addSource*)
    [[ $tool = dbus-send ]] || input=$(cat)
    adds='^(-A|-N|-C|create|add)'
    if [[ $tool = dbus-send ]] || grep -qE "$adds" <<<"$input"; then
      if [ "$count" = "$REFUSE" ] || { [ -n "$REFUSE_ALL" ] && [ "$count" -ge "$REFUSE" ]; }; then
        echo 'refused by the test' >&2
        exit 1
      fi
    fi
    [[ $tool = dbus-send ]] || exec /usr/sbin/$tool "$@" <<<"$input"
    exec /usr/bin/$tool "$@" ;;
esac
exec /usr/sbin/$tool "$@"
`;
