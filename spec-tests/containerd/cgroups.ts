import { readdirSync, rmdirSync } from 'node:fs';

/**
 * Removes the machine's empty cgroups of this name, of all hierarchies. Cgroups are the one thing that a throwaway host has
 * in common with the machine: there is no private hierarchy with the controllers that runc asks for. runc removes those it
 * made when a container ends; one that was killed with its host leaves them, empty.
 */
export function removeCgroups(name: RegExp): void {
  const folders = readdirSync('/sys/fs/cgroup', { recursive: true, encoding: 'utf8' });
  for (const folder of folders.filter((path) => name.test(path.slice(path.lastIndexOf('/') + 1))))
    try {
      rmdirSync(`/sys/fs/cgroup/${folder}`);
    } catch {
      // A container of another run lives in it, or it has just gone.
    }
}
