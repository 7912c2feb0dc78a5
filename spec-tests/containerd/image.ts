import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type TarEntry, tar } from './tar.ts';

/** The commands of busybox that containers of the tests use. */
const applets = ['sh', 'cat', 'ip', 'ping', 'sleep', 'true'];

const mediaType = (kind: string) => `application/vnd.oci.image.${kind}.v1`;

/**
 * An OCI image with a statically linked busybox and nothing else, as the tar of an image layout for `ctr images import`.
 * The same busybox gives the same bytes. (OCI image specification 1.0: image-layout.md, manifest.md, config.md.)
 */
export function busyboxImage(name: string, busybox = '/bin/busybox'): Uint8Array {
  const layer = tar([
    ...['bin', 'dev', 'etc', 'proc', 'sys', 'tmp'].map((folder) => ({ name: `${folder}/`, mode: 0o755 })),
    { name: 'bin/busybox', mode: 0o755, content: readFileSync(busybox) },
    ...applets.map((applet) => ({ name: `bin/${applet}`, mode: 0o777, link: 'busybox' })),
  ]);
  const config = json({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { Env: ['PATH=/bin'], Cmd: ['sleep', '1000000'] },
    rootfs: { type: 'layers', diff_ids: [digest(layer)] },
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: `${mediaType('manifest')}+json`,
    config: descriptor(`${mediaType('config')}+json`, config),
    layers: [descriptor(`${mediaType('layer')}.tar`, layer)],
  });
  const top = descriptor(`${mediaType('manifest')}+json`, manifest);
  const index = json({
    schemaVersion: 2,
    manifests: [{ ...top, annotations: { 'io.containerd.image.name': name } }],
  });
  return tar([
    { name: 'oci-layout', mode: 0o644, content: json({ imageLayoutVersion: '1.0.0' }) },
    { name: 'index.json', mode: 0o644, content: index },
    ...['blobs/', 'blobs/sha256/'].map((folder) => ({ name: folder, mode: 0o755 })),
    ...[layer, config, manifest].map(blob),
  ]);
}

function descriptor(type: string, content: Uint8Array) {
  return { mediaType: type, digest: digest(content), size: content.length };
}

function blob(content: Uint8Array): TarEntry {
  return { name: `blobs/${digest(content).replace(':', '/')}`, mode: 0o644, content };
}

function digest(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
