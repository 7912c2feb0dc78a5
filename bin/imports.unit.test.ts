import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/*
 * In a compiled executable node:path takes 0.7 ms to load, node:fs 2 to 3, zod 3, node:crypto 8, where the start of the
 * runtime takes 5. What such a thing is needed for now and then is loaded then: by `await import`.
 */
const root = join(import.meta.dirname, '..');

/** What is allowed: the runtime's foreign functions, and the calls on files, which go through them. */
const light = ['bun:ffi', '#files'];

/** Parts of plugins that every ADD or DEL of theirs loads, beside their `main.ts`. */
const parts = [
  'plugins/bridge/removal.ts',
  'plugins/ptp/removal.ts',
  'plugins/host-device/addition.ts',
  'plugins/tuning/addition.ts',
  'plugins/tuning/removal.ts',
  'plugins/bandwidth/removal.ts',
  'plugins/portmap/iptables.ts',
  'plugins/portmap/nftables.ts',
  'plugins/portmap/iptRemoval.ts',
  'plugins/portmap/nftRemoval.ts',
  'lib/kernel/files-bun.ts',
];

/** They tell routes whole, so they read them with zod: what is not known of one must keep them from touching it. */
const heavy = ['plugins/sbr/main.ts', 'plugins/vrf/main.ts'];

const mains = ['plugins', 'ipam'].flatMap((room) =>
  readdirSync(join(root, room)).map((type) => `${room}/${type}/main.ts`),
);

/** What a file imports when it is loaded, types left out. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;']*?\bfrom\s+)?'([^']+)';/gm);
  return [...statements].map(([, from = '']) => from);
}

/** Everything from outside that is loaded with a file, with the file that wants it. */
function loadedWith(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return imports(file).flatMap((from) =>
    from.startsWith('.')
      ? loadedWith(normalize(join(dirname(file), from)), seen)
      : light.includes(from)
        ? []
        : [`${file}: ${from}`],
  );
}

test.each(['bin/weft.ts', 'lib/skel/main.ts', ...mains, ...parts].filter((file) => !heavy.includes(file)))(
  '%s loads nothing that takes milliseconds',
  (file) => {
    expect(loadedWith(file)).toEqual([]);
  },
);

test('the exceptions are ones', () => {
  for (const file of heavy) expect(loadedWith(file)).not.toEqual([]);
});
