import { CniError, Code } from '../spec/errors.ts';
import { Door } from './door.ts';
import type { Runner } from './runner.ts';

/** A Runner whose programs end at once, with these words. */
function dying(details: string): Runner {
  return {
    converse: () => ({
      send: () => {},
      until: async () => {
        throw new CniError(Code.kernelRefused, 'Cannot talk to "ip": ended with SIGKILL', details);
      },
      end: async () => {},
    }),
  } as unknown as Runner;
}

describe('a question to the kernel', () => {
  test('that nobody has answered is an error: it has not said that there is nothing', async () => {
    const door = new Door(dying(''), undefined);
    await expect(door.ask('host', ['address', 'show', 'dev', 'eth0'])).rejects.toMatchObject({
      code: Code.kernelRefused,
      message: 'Cannot ask the kernel: Cannot talk to "ip": ended with SIGKILL',
    });
  });

  test('at which ip ends because what it names is not there has the answer that it is not there', async () => {
    const door = new Door(dying('Device "br0" does not exist.'), undefined);
    expect(await door.ask('host', ['link', 'show', 'master', 'br0'])).toEqual([undefined]);
  });
});
