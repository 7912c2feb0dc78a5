import { Code } from '../spec/errors.ts';
import { type Executor, type Outcome, removeAll, Undo } from './apply.ts';
import { lanes } from './lanes.ts';
import type { Plan, Step } from './step.ts';

/** Carries out nothing; writes down what it was asked to, and refuses what it is told to. */
class Recorder implements Executor {
  readonly log: string[] = [];
  readonly #states: Record<string, Outcome['state']>;

  constructor(states: Record<string, Outcome['state']> = {}) {
    this.#states = states;
  }

  async carryOut(steps: Step[]): Promise<Outcome[]> {
    return steps.map((step) => {
      const name = step.tool === 'ip' ? step.words.join(' ') : step.why;
      this.log.push(name);
      return { step, state: this.#states[name] ?? 'done', said: this.#states[name] ? 'because' : '' };
    });
  }
}

const ip = (name: string, undo = `un${name}`): Step => ({
  tool: 'ip',
  place: 'host',
  words: [name],
  undo: [undo],
  why: name,
});

const plan: Plan = [[ip('a'), ip('b')], [ip('c')], [ip('d')]];

describe('Undo', () => {
  test('carries out stages in order and takes them back in reverse', async () => {
    const recorder = new Recorder();
    const undo = new Undo(recorder);
    await undo.apply(plan);
    expect(await undo.takeBack()).toEqual([]);
    expect(recorder.log).toEqual(['a', 'b', 'c', 'd', 'und', 'unc', 'unb', 'una']);
  });

  test.each([
    ['a', ['a', 'b', 'unb']],
    ['b', ['a', 'b', 'una']],
    ['c', ['a', 'b', 'c', 'unb', 'una']],
    ['d', ['a', 'b', 'c', 'd', 'unc', 'unb', 'una']],
  ])('stops at the stage of a refused step %s and takes back exactly what was done', async (step, log) => {
    const recorder = new Recorder({ [step]: 'refused' });
    const undo = new Undo(recorder);
    await expect(undo.apply(plan)).rejects.toMatchObject({
      code: Code.kernelRefused,
      message: `Cannot ${step}: because`,
    });
    await undo.takeBack();
    expect(recorder.log).toEqual(log);
  });

  test('takes back a step of which nobody knows whether it was done', async () => {
    const recorder = new Recorder({ a: 'unclear' });
    const undo = new Undo(recorder);
    await expect(undo.apply([[ip('a')]])).rejects.toMatchObject({ code: Code.kernelRefused });
    await undo.takeBack();
    expect(recorder.log).toEqual(['a', 'una']);
  });

  test('leaves alone what was there already', async () => {
    const recorder = new Recorder({ a: 'fine' });
    const undo = new Undo(recorder);
    await undo.apply([[ip('a')]]);
    await undo.takeBack();
    expect(recorder.log).toEqual(['a']);
  });

  test('leaves what is shared to those who know whether anybody uses it', async () => {
    const recorder = new Recorder({ c: 'fine' });
    const undo = new Undo(recorder);
    const shared = (name: string): Step => ({ ...ip(name), shared: true });
    await undo.apply([
      [shared('a'), ip('b')],
      [shared('c'), shared('d')],
    ]);
    expect(undo.shared().map((step) => (step.tool === 'ip' ? step.words : []))).toEqual([['und'], ['una']]);
    await undo.takeBack();
    expect(recorder.log).toEqual(['a', 'b', 'c', 'd', 'unb']);
  });

  test('gives "taken" the error that the step has a name for', async () => {
    const undo = new Undo(new Recorder({ a: 'taken' }));
    const step = { ...ip('a'), taken: { code: Code.nameTaken, message: 'Cannot attach: taken' } };
    await expect(undo.apply([[step]])).rejects.toMatchObject({
      code: Code.nameTaken,
      message: 'Cannot attach: taken',
    });
  });

  test('goes on taking back when something cannot be taken back, and tells it', async () => {
    const recorder = new Recorder({ unc: 'refused' });
    const undo = new Undo(recorder);
    await undo.apply(plan);
    expect(await undo.takeBack()).toEqual(['Cannot take back: c: because']);
    expect(recorder.log.slice(4)).toEqual(['und', 'unc', 'unb', 'una']);
  });
});

test('removeAll() goes to the end whatever is refused, and tells all of it', async () => {
  const recorder = new Recorder({ a: 'refused', c: 'refused' });
  expect(await removeAll(plan, recorder)).toEqual(['Cannot a: because', 'Cannot c: because']);
  expect(recorder.log).toEqual(['a', 'b', 'c', 'd']);
});

test('lanes() folds the steps of one tool in one place into one process, in order', () => {
  const sysctl = (place: 'host' | 'container', key: string): Step => ({
    tool: 'sysctl',
    place,
    key,
    value: '1',
    why: key,
  });
  const rules: Step = { tool: 'nft', place: 'host', attempts: [['x']], why: 'rules' };
  const stage = [ip('a'), sysctl('container', 's'), rules, sysctl('host', 't'), ip('b')];
  expect(lanes(stage).map(({ name, steps }) => [name, steps.map((step) => step.why)])).toEqual([
    ['ip@host', ['a', 't', 'b']],
    ['ip@container', ['s']],
    ['nft@host', ['rules']],
  ]);
});
