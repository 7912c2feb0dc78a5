import type { Conversation, Runner } from '../kernel/runner.ts';
import type { ContainerLink } from './containerLink.ts';
import { addContainerLink } from './containerLinkAddition.ts';
import type { ContainerLinkConf } from './containerLinkConf.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

const eth0 = { ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1500, address: '02:00:00:00:00:01' };

/**
 * An `ip` that knows one link of the container, if any, and ends without a word at the first line that is no question.
 */
function dyingIp(said: string[], there: object[]): Conversation {
  let [sent, stdout, stderr, isDead] = [0, '', '', false];
  return {
    send(text) {
      for (const line of text.trimEnd().split('\n')) {
        sent++;
        if (line === 'end-of-exchange') stderr += `Command failed -:${sent}\n`;
        else said.push(line);
        if (line === 'address show dev eth0' && there.length > 0) stdout += `${JSON.stringify(there)}\n`;
        else if (line === 'address show dev eth0') stderr += `Command failed -:${sent}\n`;
        else if (line !== 'end-of-exchange') isDead = true;
      }
    },
    async until() {
      if (isDead) throw new Error('ended');
      const heard = { stdout, stderr };
      [stdout, stderr] = ['', ''];
      return heard;
    },
    end: async () => {},
  };
}

const own = {
  type: 'some',
  linkKind: 'some',
  summary: '',
  parse: () => ({}),
  observe: async () => null,
  planLink: () => [
    [
      {
        tool: 'ip',
        place: 'host',
        words: ['link', 'add', 'name', 'eth0'],
        undo: ['link', 'delete', 'dev', 'eth0'],
        undoPlace: 'container',
        why: 'make it',
      },
    ],
  ],
} satisfies ContainerLink<ContainerLinkConf, null>;

const netns = { path: '/proc/1/fd/5', fd: 5, id: 'net:[5]', given: '/run/netns/blue' };
const request = { conf: {}, version: '1.1.0', ifName: 'eth0', netns } as unknown as AttachmentRequest<object>;

/** What is said to `ip` on the host and in the container by an ADD that fails, and its error. */
async function failedAdd(there: object[]) {
  const said: Record<'host' | 'container', string[]> = { host: [], container: [] };
  const runner = {
    converse: ({ netns }) => dyingIp(said[netns ? 'container' : 'host'], netns ? there : []),
  } as Pick<Runner, 'converse'> as Runner;
  const world = { runner, delegate: {}, trace: () => {} } as unknown as World;
  const error: unknown = await addContainerLink(own, request, world).catch((thrown: unknown) => thrown);
  return { ...said, error };
}

describe('addContainerLink()', () => {
  test('takes a link back by its name where ip has ended before it said what became of it', async () => {
    const { host, container } = await failedAdd([]);
    expect(host).toEqual(['link add name eth0']);
    expect(container).toEqual(['address show dev eth0', 'link delete dev eth0']);
  });

  test('changes nothing where the name is taken, so that it never takes back what is not its own', async () => {
    const { host, container, error } = await failedAdd([eth0]);
    expect([host, container]).toEqual([[], ['address show dev eth0']]);
    expect(error).toMatchObject({
      code: 104,
      message: 'Cannot attach "eth0": name already exists in the container',
    });
  });
});
