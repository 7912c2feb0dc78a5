import type { Container } from '../../lib/testing/throwawayContainer.ts';
import type { Host } from '../../lib/testing/throwawayHost.ts';
import type { Attachment } from './attachments.ts';

/** The name of the link that is laid out for somebody: a side, a container. 15 bytes at most. */
export function deviceOf(name: string): string {
  return `dev-${name}`;
}

/**
 * Makes the link that an attachment takes, if it takes one. It has a carrier: its other end stays on the host and is
 * up.
 */
export async function layDevice(host: Host, container: Container, { device }: Attachment): Promise<void> {
  if (device === undefined) return;
  const near = deviceOf(container.id);
  const far = `far-${container.id}`;
  await host.ok(['ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', far]);
  await host.ok(['ip', 'link', 'set', far, 'up']);
  if (device === 'container') await host.ok(['ip', 'link', 'set', near, 'netns', container.id]);
  await (device === 'container' ? container : host).ok(['ip', 'link', 'set', near, 'up']);
}
