import { execaSync } from 'execa';
import { busyboxImage } from './image.ts';
import { tar } from './tar.ts';

/** What GNU tar makes of an archive. */
function listed(archive: Uint8Array): string[] {
  const { stdout } = execaSync('tar', ['--list', '--verbose', '--numeric-owner', '--utc', '--file', '-'], {
    input: archive,
  });
  return stdout.split('\n').map((line) => line.replace(/ +/g, ' '));
}

describe('tar()', () => {
  test('writes what tar(1) reads', () => {
    const archive = tar([
      { name: 'bin/', mode: 0o755 },
      { name: 'bin/tool', mode: 0o700, content: Buffer.from('x'.repeat(513)) },
      { name: 'bin/sh', mode: 0o777, link: 'tool' },
    ]);
    expect(listed(archive)).toEqual([
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 bin/',
      '-rwx------ 0/0 513 1970-01-01 00:00 bin/tool',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin/sh -> tool',
    ]);
  });
});

describe('busyboxImage()', () => {
  test('gives the same bytes for the same program', () => {
    const [one, two] = [busyboxImage('a', '/bin/true'), busyboxImage('a', '/bin/true')];
    expect(Buffer.compare(one, two)).toBe(0);
  });

  test('holds an index, a manifest, a configuration and one layer', () => {
    const names = listed(busyboxImage('a', '/bin/true')).map((line) =>
      line
        .split(' ')
        .at(-1)
        ?.replace(/[0-9a-f]{64}/, '…'),
    );
    expect(names).toEqual([
      'oci-layout',
      'index.json',
      'blobs/',
      'blobs/sha256/',
      ...Array(3).fill('blobs/sha256/…'),
    ]);
  });
});
