import type { Delegate } from '../invoke/delegate.ts';
import type { Conversation, Runner } from '../kernel/runner.ts';
import { CniError, Code } from '../spec/errors.ts';
import { type AttachStages, attach } from './attach.ts';
import type { AttachmentRequest } from './request.ts';
import type { World } from './world.ts';

type Conf = { ipamType?: string };

/** An `ip` that does everything but the lines it is told to refuse, and a delegate; both write into one log. */
class Stage {
  readonly log: string[] = [];
  readonly #refused: string[];

  constructor(...refused: string[]) {
    this.#refused = refused;
  }

  get runner(): Runner {
    return {
      converse: () => this.#ip(),
      writeSysctls: async () => [],
    } as unknown as Runner;
  }

  delegate(isHere: boolean, failure?: CniError): Delegate {
    return {
      isHere: () => isHere,
      call: async (_, command) => {
        this.log.push(`ipam ${command}`);
        if (failure && command === 'ADD') throw failure;
        return '{"cniVersion":"1.1.0","ips":[{"address":"10.1.2.3/24"}]}';
      },
    };
  }

  #ip(): Conversation {
    let sent = 0;
    let stderr = '';
    return {
      send: (text) => {
        for (const line of text.trimEnd().split('\n')) {
          sent++;
          if (line === 'end-of-exchange' || this.#refused.includes(line))
            stderr += `no\nCommand failed -:${sent}\n`;
          if (line !== 'end-of-exchange') this.log.push(line);
        }
      },
      until: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1)); // as a process does, it answers later
        const said = { stdout: '', stderr };
        stderr = '';
        return said;
      },
      end: async () => {},
    };
  }
}

const step = (word: string) => ({
  tool: 'ip' as const,
  place: 'host' as const,
  words: [word],
  undo: [`un${word}`],
  why: word,
});

const stages: AttachStages<Conf, null> = {
  observe: async () => null,
  planLink: () => [[step('link')]],
  complete: (_, ipam) => ipam,
  planAddresses: () => [[step('address')]],
  planAround: () => [[step('around')]],
  giveBack: async () => [],
  hasLostGround: async () => false,
  interfaces: async () => [],
};

const request = {
  conf: { ipamType: 'spy' },
  version: '1.1.0',
  invocation: { env: {}, stdin: '' },
  netns: {},
} as unknown as AttachmentRequest<Conf>;

const world = (stage: Stage, delegate: Delegate): World => ({
  runner: stage.runner,
  delegate,
  trace: () => {},
});

describe('attach()', () => {
  test('calls a foreign IPAM plugin between link and addresses', async () => {
    const stage = new Stage();
    await attach(request, world(stage, stage.delegate(false)), stages);
    expect(stage.log[0]).toBe('link');
    expect(stage.log[1]).toBe('ipam ADD');
    expect(stage.log.slice(2).sort()).toEqual(['address', 'around']);
  });

  test('does not call IPAM, not even to take back, when a foreign one has not been called yet', async () => {
    const stage = new Stage('link');
    await expect(attach(request, world(stage, stage.delegate(false)), stages)).rejects.toMatchObject({
      message: 'Cannot link: no',
    });
    expect(stage.log).toEqual(['link']);
  });

  test('tells a foreign IPAM plugin that has failed to take back', async () => {
    const stage = new Stage();
    const failure = new CniError(Code.tryAgainLater, 'later');
    await expect(attach(request, world(stage, stage.delegate(false, failure)), stages)).rejects.toBe(failure);
    expect(stage.log).toEqual(['link', 'ipam ADD', 'unlink', 'ipam DEL']);
  });

  test('calls an IPAM plugin that needs the link when that is there, and tells it to take back before that goes', async () => {
    const stage = new Stage('address');
    const through = { ...world(stage, stage.delegate(true)), needsLink: (type: string) => type === 'spy' };
    await expect(attach(request, through, stages)).rejects.toThrow('Cannot address');
    expect(stage.log.slice(0, 2)).toEqual(['link', 'ipam ADD']);
    expect(stage.log.indexOf('ipam DEL')).toBeLessThan(stage.log.indexOf('unlink'));
  });

  test('does not release what our own IPAM has refused to give: it may belong to a live attachment', async () => {
    const stage = new Stage();
    const failure = new CniError(Code.addressUnavailable, 'has one already');
    await expect(attach(request, world(stage, stage.delegate(true, failure)), stages)).rejects.toBe(failure);
    expect(stage.log).toEqual(['link', 'ipam ADD', 'unlink']);
  });

  test.each(['link', 'address', 'around'])(
    'takes back everything, the address too, when the step "%s" is refused',
    async (refused) => {
      for (const isHere of [true, false]) {
        const stage = new Stage(refused);
        await expect(attach(request, world(stage, stage.delegate(isHere)), stages)).rejects.toMatchObject({
          message: `Cannot ${refused}: no`,
        });
        const done = stage.log.filter(
          (line) => !line.startsWith('un') && !line.startsWith('ipam') && line !== refused,
        );
        expect(stage.log.filter((line) => line.startsWith('un')).sort()).toEqual(
          done.map((line) => `un${line}`).sort(),
        );
        if (stage.log.includes('ipam ADD')) expect(stage.log.at(-1)).toBe('ipam DEL');
      }
    },
  );

  test('does what was found in place of refused steps around, and takes that back if it is refused as well', async () => {
    const again = { ...stages, planAroundAgain: async () => [[step('instead')], [step('more')]] };
    const stage = new Stage('around');
    await attach(request, world(stage, stage.delegate(false)), again);
    expect(stage.log.filter((line) => line !== 'address')).toEqual([
      'link',
      'ipam ADD',
      'around',
      'instead',
      'more',
    ]);
    const refused = new Stage('around', 'more');
    const failing = attach(request, world(refused, refused.delegate(false)), again);
    await expect(failing).rejects.toThrow('Cannot more');
    expect(refused.log).toEqual(expect.arrayContaining(['uninstead', 'unaddress', 'unlink']));
    expect(refused.log).not.toContain('unaround');
  });

  test('tries again, three times in all, when what it had observed is gone', async () => {
    const stage = new Stage('link');
    const lost = { ...stages, observe: async () => 'a bridge', hasLostGround: async () => true } as never;
    await expect(attach(request, world(stage, stage.delegate(false)), lost)).rejects.toThrow('Cannot link');
    expect(stage.log).toEqual(['link', 'link', 'link']);
  });

  test('fails before any change when the link must not be made', async () => {
    const stage = new Stage();
    const planLink = () => {
      throw new CniError(Code.nameTaken, 'taken');
    };
    await expect(
      attach(request, world(stage, stage.delegate(true)), { ...stages, planLink }),
    ).rejects.toThrow('taken');
    expect(stage.log).toEqual([]);
  });
});
