/**
 * Locks what a descriptor is open on against all who ask for the same, until it is closed or its process ends: flock(2). Waits at
 * most so many seconds; false if somebody else still has it then. Where the file system has no such lock, nobody waits.
 */
export function lockSync(fd: number, seconds: number): boolean {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const asItsThird = ['ignore', 'ignore', 'ignore', fd] as const;
  // The lock belongs to what was opened, not to the program that asks for it, and so outlives that.
  return spawnSync('flock', ['-x', '-w', `${seconds}`, '3'], { stdio: [...asItsThird] }).status !== 1;
}
