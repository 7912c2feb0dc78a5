import { type ClientHttp2Session, connect } from 'node:http2';
import { createConnection } from 'node:net';
import { eventually } from '../../lib/testing/eventually.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import { busyboxImage } from './image.ts';
import { field, firstText } from './protobuf.ts';

/** A port of the host that leads to one of a sandbox, as a kubelet would ask for it. */
export interface PortMapping {
  protocol: 'tcp' | 'udp';
  hostPort: number;
  containerPort: number;
}

/** The Container Runtime Interface of a real containerd in a throwaway host, as far as networks go. */
export interface Cri {
  /** Makes a sandbox: a network namespace, attached by the plugins, with a process in it. Its ID. */
  run(name: string, ports: PortMapping[]): Promise<string>;
  /** Detaches it, and removes it. */
  remove(id: string): Promise<void>;
  close(): void;
}

const image = 'example.org/busybox:test';
const configuration = `
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${image}"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
`;
const socket = '/run/containerd/containerd.sock';

/** Starts containerd with its CRI service, which finds networks in /etc/cni/net.d and plugins in /opt/cni/bin. */
export async function startCri(host: Host): Promise<Cri> {
  host.write('/etc/containerd/config.toml', configuration);
  host.write('/run/busybox.tar', busyboxImage(image));
  await host.ok(['sh', '-c', 'exec setsid containerd >/run/containerd.log 2>&1 </dev/null &']);
  const answer = () => host.run(['ctr', 'version']);
  await eventually('containerd to answer', answer, ({ exitCode }) => exitCode === 0, 20_000);
  await host.ok(['ctr', '-n', 'k8s.io', 'images', 'import', '--snapshotter', 'native', '/run/busybox.tar']);
  const path = host.outside(socket);
  const session = connect('http://containerd', { createConnection: () => createConnection(path) });
  const call = (method: string, ...message: Uint8Array[]) => unary(session, method, Buffer.concat(message));
  await eventually(
    'the image to be known',
    () => call('ImageStatus', field(1, field(1, image))),
    isLong,
    20_000,
  );
  return {
    run: async (name, ports) => firstText(await call('RunPodSandbox', field(1, sandbox(name, ports)))),
    async remove(id) {
      await call('StopPodSandbox', field(1, id));
      await call('RemovePodSandbox', field(1, id));
    },
    close: () => session.close(),
  };
}

/** PodSandboxConfig of the interface's version 1: metadata, a log directory, ports, and a cgroup for Linux. */
function sandbox(name: string, ports: PortMapping[]): Uint8Array {
  const metadata = [field(1, name), field(2, `uid-${name}`), field(3, 'tests')];
  const mappings = ports.map(({ protocol, hostPort, containerPort }) =>
    field(
      5,
      Buffer.concat([field(1, protocol === 'udp' ? 1 : 0), field(2, containerPort), field(3, hostPort)]),
    ),
  );
  const linux = field(8, field(1, `/${name}`));
  return Buffer.concat([field(1, Buffer.concat(metadata)), field(3, '/run/pods'), ...mappings, linux]);
}

function isLong(answer: Uint8Array): boolean {
  return answer.length > 0;
}

/** One call by gRPC: a message in a frame of five bytes, and the status in the trailers. */
async function unary(session: ClientHttp2Session, method: string, message: Uint8Array): Promise<Uint8Array> {
  const service = method.includes('Image') ? 'ImageService' : 'RuntimeService';
  const stream = session.request({
    ':method': 'POST',
    ':path': `/runtime.v1.${service}/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([head, message]));
  let status: Record<string, unknown> = {};
  stream.on('response', (headers) => {
    status = { ...status, ...headers };
  });
  stream.on('trailers', (headers) => {
    status = { ...status, ...headers };
  });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (status['grpc-status'] !== '0')
    throw new Error(
      `${method} failed: ${decodeURIComponent(String(status['grpc-message'] ?? status[':status']))}`,
    );
  return Buffer.concat(chunks).subarray(5);
}
