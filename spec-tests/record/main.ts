import { existsSync, writeFileSync } from 'node:fs';
import { candidates } from '../conformance/candidates.ts';
import { absoluteFolders, hasPlugin } from '../conformance/findPlugins.ts';
import { judge } from '../conformance/judge.ts';
import { jobs } from '../conformance/optionValues.ts';
import { summaryLine } from '../conformance/report/report.ts';
import { ownTemporaryFolder, removeAllOnSignals } from '../conformance/signals.ts';
import { profiles } from '../profiles/index.ts';
import { withCases } from './again.ts';
import { basisOf, caseMarks, steady } from './basis.ts';
import { renderDocument } from './document.ts';
import { documentFile, readExpectations, readRecord, recordFile, writeRecord } from './files.ts';
import { merged, type Recorded, type Side, type SideRecord, sideRecord, type TypeRecord } from './record.ts';
import { chosenCases, chosenTypes } from './wanted.ts';

const folders: Record<Side, string> = { ours: 'bin', reference: '/usr/lib/cni' };

/**
 * Judges our plugins and the reference plugins, type by type, writes what was found into the record and the record into the
 * document. TYPES="bridge,ptp" takes these alone, TYPES="none" only writes the document; CASES="del/again" runs these alone,
 * CASES="stale" those that are not what they were.
 */
async function main({ TYPES, CASES }: NodeJS.ProcessEnv): Promise<void> {
  const empty: Recorded = { cases: {}, types: {} };
  let record = existsSync(recordFile) ? readRecord() : empty;
  const names = chosenCases(CASES, record);
  removeAllOnSignals(ownTemporaryFolder());
  for (const type of chosenTypes(TYPES)) {
    const fresh = { basis: basisOf(type) };
    const ours = await sideOf(type, 'ours', record, names);
    record = merged(record, {
      [type]: { ...fresh, ...ours, ...(await sideOf(type, 'reference', record, names)) },
    });
    // Whatever becomes of the next type, this one is kept.
    writeRecord(record);
  }
  if (Object.keys(profiles).every((type) => record.types[type]?.basis === basisOf(type)))
    record = { ...record, cases: caseMarks() };
  writeRecord(record);
  writeFileSync(documentFile, renderDocument(record, readExpectations()));
}

async function sideOf(
  type: string,
  side: Side,
  { types }: Recorded,
  names: readonly string[] | undefined,
): Promise<Pick<TypeRecord, Side>> {
  const before = types[type]?.[side];
  const now = await judged(type, side, before ? names : undefined);
  if (!now) return {};
  // Where only few cases were run, that none of them had ground says nothing of the plugin.
  const partly = before && names && before.unjudgeable === undefined;
  if (!partly) return { [side]: now };
  const whole = withCases(before, now, names) ?? (await judged(type, side, undefined));
  return whole ? { [side]: whole } : {};
}

async function judged(
  type: string,
  side: Side,
  names: readonly string[] | undefined,
): Promise<SideRecord | undefined> {
  const found = absoluteFolders([folders[side]]);
  if (!hasPlugin(found, type)) return undefined;
  const spec = 'main';
  const { subjects } = await candidates({ types: [type], all: false, profiles: [], spec }, found);
  const cases = names ? steady.filter(({ name }) => names.includes(name)) : steady;
  const [report] = await judge(
    { subjects },
    { cases, spec, only: [], level: 'may', fast: false, jobs: jobs() },
  );
  if (!report) return undefined;
  if (report.broken.length > 0) throw new Error(`Cannot judge ${type}: ${JSON.stringify(report.broken)}`);
  process.stderr.write(`${side} ${type}: ${report.unjudgeable ?? summaryLine(report.answers)}\n`);
  return sideRecord(report);
}

await main(process.env);
process.exit(0);
