/**
 * The container ID that stands for a namespace when none is given: the same as the reference cnitool's, so that one can
 * delete what the other added. Made from the absolute path as text: /run/netns/x and /var/run/netns/x are two.
 */
export async function deriveContainerId(netnsPath: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return `cnitool-${createHash('sha512').update(netnsPath).digest('hex').slice(0, 20)}`;
}
