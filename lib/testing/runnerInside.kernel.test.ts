import { execaRunner } from '../kernel/run.ts';
import { thisMachine } from './place.ts';
import { runnerInside } from './runnerInside.ts';
import { throwawayHost } from './throwawayHost.ts';

describe('runnerInside()', () => {
  test('runs programs in a container of a throwaway host', async () => {
    await using host = await throwawayHost();
    const container = await host.container();
    const runner = runnerInside(container, execaRunner);
    expect(await runner.run({ file: 'ip', args: ['link', 'set', 'lo', 'up'] })).toMatchObject({
      exitCode: 0,
    });
    expect((await container.ipJson('link')).map(({ flags }) => flags?.includes('UP'))).toEqual([true]);
  });

  test('talks to programs there', async () => {
    await using host = await throwawayHost();
    const talk = runnerInside(host, execaRunner).converse({ file: 'ip', args: ['-force', '-batch', '-'] });
    talk.send('link add br0 type bridge\nlink show br0\n');
    expect((await talk.until((stdout) => stdout.includes('link/ether'), 5000)).stdout).toContain('br0');
    await talk.end();
  });

  test('runs programs on this machine as they are', async () => {
    const runner = runnerInside(thisMachine(), execaRunner);
    expect(await runner.run({ file: 'echo', args: ['a  b'] })).toMatchObject({
      exitCode: 0,
      stdout: 'a  b\n',
    });
  });
});
