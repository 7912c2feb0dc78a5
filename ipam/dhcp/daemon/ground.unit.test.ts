import { mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Conversation, Runner } from '../../../lib/kernel/runner.ts';
import { CniError, Code } from '../../../lib/spec/errors.ts';
import { Gone, standBy } from './ground.ts';

const folder = mkdtempSync(`${tmpdir()}/ground-`);
afterAll(() => rmSync(folder, { recursive: true }));

/** The namespace that the test is in stands for that of a container. */
const netns = '/proc/self/ns/net';
const here = { netns, netnsId: readlinkSync(netns), ifName: 'eth0', index: 2 };
const link = (ifname: string, ifindex: number) => ({ ifname, ifindex, mtu: 1500, flags: ['UP'] });
const [lo, eth0] = [link('lo', 1), link('eth0', 2)];

/** A Runner whose `ip` knows these links; without any it ends at once. */
function runnerWith(...links: { ifname: string }[]): Runner {
  let line = 0;
  let said = { stdout: '', stderr: '' };
  const hear = (words: string) => {
    line++;
    const found = links.find(({ ifname }) => words.endsWith(` dev ${ifname}`));
    if (found) said.stdout += `${JSON.stringify([found])}\n`;
    else said.stderr += `Device does not exist.\nCommand failed -:${line}\n`;
  };
  const conversation: Conversation = {
    send: (text) => text.trim().split('\n').forEach(hear),
    async until() {
      if (links.length === 0) throw new CniError(Code.kernelRefused, 'Cannot talk to "ip": ended');
      const all = said;
      said = { stdout: '', stderr: '' };
      return all;
    },
    end: async () => {},
  };
  return { converse: () => conversation } as unknown as Runner;
}

/** What comes of standing there: the index of the link, or the error. */
function standing(where: Partial<typeof here>, runner: Runner): Promise<unknown> {
  return standBy(runner)({ ...here, ...where }, async (it) => it.link.index).catch((error: unknown) => error);
}

/** An entry of the folder. */
function entry(name: string, make: (path: string) => void): string {
  make(`${folder}/${name}`);
  return `${folder}/${name}`;
}

test('a link that is there is stood on', async () => {
  expect(await standing({}, runnerWith(lo, eth0))).toBe(2);
});

test.each([
  ['its namespace was unmounted', { netns: entry('empty', (path) => writeFileSync(path, '')) }, [lo, eth0]],
  ['another namespace is at the path', { netnsId: 'net:[1]' }, [lo, eth0]],
  ['it was removed', {}, [lo]],
  ['another link has its name', { index: 3 }, [lo, eth0]],
])('a link is gone when %s', async (_, where, links) => {
  expect(await standing(where, runnerWith(...links))).toBeInstanceOf(Gone);
});

test.each([
  ['the namespace cannot be opened', { netns: entry('loop', (path) => symlinkSync(path, path)) }, [lo, eth0]],
  ['"ip" ended', {}, []],
  ['"ip" knows not even "lo"', {}, [link('other', 7)]],
])('where %s nothing is known, and no link is gone', async (_, where, links) => {
  const error = await standing(where, runnerWith(...links));
  expect(error).toBeInstanceOf(CniError);
  expect(error).not.toBeInstanceOf(Gone);
});
