import { needs } from '../../lib/testing/needs.ts';
import { fromSource, scriptedPlugin, start } from './testCommandLine.ts';

beforeAll(() => needs('ip', 'unshare', 'nsenter'));

/** The verdicts on `ids` about a plugin of these branches of a `case $CNI_COMMAND in`, in that order. */
async function verdictsOn(branches: string, ids: string[], cases: string): Promise<string[]> {
  using plugin = scriptedPlugin('liar', branches);
  const { stdout } = await start([...plugin.args, '--only', cases, '--format', 'json'], fromSource);
  const found: { id: string; verdict: string }[] = JSON.parse(stdout).subjects[0].requirements;
  return ids.map((one) => `${one} ${found.find(({ id }) => id === one)?.verdict}`);
}

/** An ADD that does not say the version of its result, and one that says the same whatever is asked. */
const add = `ADD) echo '{"interfaces":[]}';;`;
const wrong = `ADD) echo '{"cniVersion":"0.1.0","interfaces":[]}';;`;

test('a result without its version breaks a SHOULD, one with a wrong version a MUST', async () => {
  const ids = ['VSEL-06', 'ADD-08', 'RES-01'];
  const cases = 'version/listed,ADD-08,RES-01';
  expect(await verdictsOn(add, ids, cases)).toEqual(['VSEL-06 PASS', 'ADD-08 WARN', 'RES-01 WARN']);
  expect(await verdictsOn(wrong, ids, cases)).toEqual(['VSEL-06 FAIL', 'ADD-08 FAIL', 'RES-01 FAIL']);
}, 60_000);

test('DEL that changes something when there is nothing to delete breaks a SHOULD, one that fails a MUST', async () => {
  const makes = `${add}\nDEL) ip link add "made$$" type bridge;;`;
  expect(await verdictsOn(makes, ['DEL-02'], 'del/again')).toEqual(['DEL-02 WARN']);
  const fails = `${add}\nDEL) echo '{"cniVersion":"1.0.0","code":100,"msg":"no"}'; exit 1;;`;
  expect(await verdictsOn(fails, ['DEL-02'], 'del/again')).toEqual(['DEL-02 FAIL']);
}, 60_000);
