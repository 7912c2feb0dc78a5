import { pluginsUnderTest } from '../../lib/testing/callPlugin.ts';
import { type Brood, breed } from './breed.ts';
import { mutants } from './index.ts';
import type { Mutant } from './mutant.ts';
import { isRight } from './report.ts';
import { Bench } from './score.ts';

let brood: Brood;
let bench: Bench;

beforeAll(async () => {
  brood = await breed(pluginsUnderTest);
  bench = new Bench(brood);
});

afterAll(() => brood[Symbol.dispose]());

/** Quick ones of every topic; all of them are for `make spec-mutants`. */
const sample = [
  'says-hello-on-stdout',
  'does-not-say-which-variable',
  'version-does-not-echo',
  'leaves-the-link-down',
  'does-not-tell-the-host-end',
  'del-keeps-the-reservation',
  'check-believes-everything',
  'gc-removes-what-is-valid',
  'status-wants-a-container-id',
  'gives-ipam-its-section-alone',
];

test.each(sample)('%s is named by the requirement it breaks, and the good plugin is not', async (name) => {
  const score = await bench.scoreOf(mutants.find((one) => one.name === name) as Mutant);
  expect(score).toMatchObject({ mutant: { name }, named: true, accused: false });
});

test.each(['bridge', 'host-local', 'loopback'] as const)(
  'a plugin with nothing wrong around it, %s, is not accused, and as a mutant it would be missed',
  async (of) => {
    const idle: Mutant = { name: `idle-${of}`, of, breaks: 'DEL-01', by: ['add/truth'] };
    const score = await bench.scoreOf(idle);
    expect(score).toMatchObject({ named: false, accused: false, verdict: 'PASS' });
    expect(isRight(score)).toBe(false);
  },
);

test('a call that leaves a child behind who holds its output ends, and is told', async () => {
  const score = await bench.scoreOf(
    mutants.find(({ name }) => name === 'leaves-a-child-that-holds-stdout') as Mutant,
  );
  expect(score).toMatchObject({ named: true, verdict: 'FAIL' });
});
