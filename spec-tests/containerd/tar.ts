/** One entry of an archive. A folder's name ends in a slash; a link says where it points. */
export interface TarEntry {
  name: string;
  mode: number;
  content?: Uint8Array;
  link?: string;
}

const block = 512;

/**
 * The entries as a POSIX ("ustar") archive. Owner root, no times: the same entries give the same bytes. Names are ASCII
 * of up to 100 characters.
 */
export function tar(entries: TarEntry[]): Uint8Array {
  const parts = entries.flatMap(({ content = new Uint8Array(), ...entry }) => [
    header(entry, content.length),
    content,
    new Uint8Array(-content.length & (block - 1)),
  ]);
  return Buffer.concat([...parts, new Uint8Array(2 * block)]);
}

/** Offsets and lengths as POSIX pax has them under "ustar Interchange Format". */
function header({ name, mode, link = '' }: Omit<TarEntry, 'content'>, size: number): Uint8Array {
  const bytes = Buffer.alloc(block);
  const type = link ? '2' : name.endsWith('/') ? '5' : '0';
  bytes.write(name, 0, 100, 'latin1');
  for (const [value, offset, length] of [
    [mode, 100, 8],
    [0, 108, 8], // user
    [0, 116, 8], // group
    [size, 124, 12],
    [0, 136, 12], // time
  ] as const)
    bytes.write(octal(value, length), offset, 'latin1');
  bytes.write(`        ${type}${link}`, 148, 'latin1');
  bytes.write('ustar\x0000', 257, 'latin1');
  // The checksum is counted with blanks in its own place, which are there now.
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 7)} `, 148, 'latin1');
  return bytes;
}

/** Digits to fill `length` but for the closing zero byte. */
function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\x00`;
}
