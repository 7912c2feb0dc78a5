import { alone, inTurn } from './turns.ts';

/** Work that says when it starts and ends, and ends when told to. */
function recorder() {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    log.push(`${name} starts`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    log.push(`${name} ends`);
    return name;
  };
  return { log, work, end: (name: string) => ends.get(name)?.() };
}

/** All that can go on without anything being ended goes on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('inTurn', () => {
  test('does one thing at a time for one container, in the order of asking', async () => {
    const { log, work, end } = recorder();
    const both = [inTurn('c', work('first')), inTurn('c', work('second'))];
    await settle();
    expect(log).toEqual(['first starts']);
    end('first');
    await settle();
    expect(log).toEqual(['first starts', 'first ends', 'second starts']);
    end('second');
    expect(await Promise.all(both)).toEqual(['first', 'second']);
  });

  test('does any number of containers at a time', async () => {
    const { log, work, end } = recorder();
    const both = [inTurn('c', work('c')), inTurn('d', work('d'))];
    await settle();
    expect(log).toEqual(['c starts', 'd starts']);
    end('c');
    end('d');
    await Promise.all(both);
  });

  test('goes on after a failure, which only its own caller sees', async () => {
    const failed = inTurn('c', () => Promise.reject(new Error('no')));
    const next = inTurn('c', async () => 'fine');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('fine');
  });
});

describe('alone', () => {
  test('waits for everything begun before, and everything begun later waits for it', async () => {
    const { log, work, end } = recorder();
    const all = [
      inTurn('c', work('c')),
      inTurn('d', work('d')),
      alone(work('gc')),
      inTurn('e', work('e')),
      alone(work('gc2')),
    ];
    await settle();
    expect(log).toEqual(['c starts', 'd starts']);
    end('c');
    await settle();
    expect(log.at(-1)).toBe('c ends');
    end('d');
    await settle();
    expect(log.at(-1)).toBe('gc starts');
    end('gc');
    await settle();
    expect(log.at(-1)).toBe('e starts');
    end('e');
    await settle();
    expect(log.at(-1)).toBe('gc2 starts');
    end('gc2');
    await Promise.all(all);
  });
});
