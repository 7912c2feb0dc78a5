import { readFileSync } from 'node:fs';
import { versions } from '../../../lib/spec/version.ts';
import { pluginsUnderTest, referencePlugins } from '../../../lib/testing/callPlugin.ts';
import { needs } from '../../../lib/testing/needs.ts';
import type { Profile } from '../../conformance/profile.ts';
import { requirements } from '../../conformance/requirement.ts';
import { type CaseRun, runCases } from '../../conformance/runCases.ts';
import { subjectOf } from '../../conformance/subject.ts';
import { attachment } from './index.ts';

const profile = JSON.parse(
  readFileSync(new URL('../../profiles/bridge.json', import.meta.url), 'utf8'),
) as Profile;
/** Two subjects of some forty cases: a busy machine takes its time. */
const patience = 300_000;

beforeAll(() => needs('iptables', 'nft', `${referencePlugins}/bridge`));

async function runsOf(folder: string, supported: readonly string[]): Promise<CaseRun[]> {
  const subject = subjectOf(profile, [folder], supported, 'main');
  const fast = attachment.filter(({ slow }) => !slow);
  return runCases(subject, fast, { jobs: 2 });
}

/** "DEL-02 del/again" for everything held against a subject: what breaks a MUST or a SHOULD. */
function heldAgainst(runs: CaseRun[]): string[] {
  const told = runs.flatMap(({ judgements }) => judgements.filter(({ ok, level }) => !ok && level !== 'may'));
  const held = told.filter(({ requirement }) => levelOf(requirement) !== 'may');
  return [...new Set(held.map((one) => `${one.requirement} ${one.case}`))].sort();
}

function levelOf(id: string): string | undefined {
  return requirements.find((requirement) => requirement.id === id)?.level;
}

/** Cases that came to no end, which says something about the harness or the machine. */
function unfinished(runs: CaseRun[]): string[] {
  return runs.flatMap(({ name, broken, unjudged }) =>
    (broken ?? unjudged) ? [`${name}: ${broken ?? unjudged}`] : [],
  );
}

test('every case names requirements that there are, and a name of its own', () => {
  const known = requirements.map(({ id }) => id);
  expect(attachment.flatMap(({ judges }) => judges).filter((id) => !known.includes(id))).toEqual([]);
  expect(new Set(attachment.map(({ name }) => name)).size).toBe(attachment.length);
});

test(
  'attachment cases hold nothing against the bridge of this checkout',
  async () => {
    const runs = await runsOf(pluginsUnderTest, versions);
    expect({ held: heldAgainst(runs), unfinished: unfinished(runs) }).toEqual({
      held: [],
      unfinished: [],
    });
  },
  patience,
);

test(
  'attachment cases find in the reference bridge what the text does not allow, and nothing else',
  async () => {
    const runs = await runsOf(referencePlugins, versions.slice(0, -1));
    expect({ held: heldAgainst(runs), unfinished: unfinished(runs) }).toEqual({
      held: [
        // It replaces the prevResult of a plugin before it in the chain.
        'ADD-03 add/prev-result',
        // DEL fails over masquerade that was never made, or is gone: its chain "does not exist".
        'ADD-11 add-fails/ipam-out-of-reach',
        'ADD-11 add/name-taken',
        'DEL-06 del/rules-gone',
        // A bridge left without ports has no MAC that the next ADD could set: "could not set bridge's mac: invalid argument".
        'ADD-14 add-fails/ipam-fails',
        'ADD-14 add-fails/ipam-out-of-reach',
        'ADD-14 add-fails/ipam-says-nothing',
        // Masquerade is looked for by the addresses of the link, and stays when that is gone.
        'DEL-01 del/host-links-gone',
        'DEL-04 del/link-gone',
        'DEL-04 del/namespace-gone',
        'DEL-04 del/namespace-gone-and-not-named',
        // The chain of masquerade is named after network and container alone: two interfaces of one container share it.
        'DEL-07 del/other-interface',
      ].sort(),
      unfinished: [],
    });
  },
  patience,
);
