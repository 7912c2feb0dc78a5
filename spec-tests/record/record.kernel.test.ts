import { pluginsUnderTest, referencePlugins } from '../../lib/testing/callPlugin.ts';
import { needs } from '../../lib/testing/needs.ts';
import { candidates } from '../conformance/candidates.ts';
import { judge } from '../conformance/judge.ts';
import { steady } from './basis.ts';
import { readRecord } from './files.ts';
import { type SideRecord, sideRecord } from './record.ts';

/** What takes seconds is left to `make spec-compare`. */
const fast = steady.filter(({ slow }) => !slow);
const names = fast.map(({ name }) => name);
const patience = 300_000;

beforeAll(() => needs('iptables', 'nft', `${referencePlugins}/loopback`));

async function live(folder: string, type: string): Promise<SideRecord> {
  const spec = 'main';
  const { subjects } = await candidates({ types: [type], all: false, profiles: [], spec }, [folder]);
  const [report] = await judge(
    { subjects },
    { cases: fast, spec, only: [], level: 'may', fast: true, jobs: 2 },
  );
  if (!report) throw new Error(`Nothing was judged of ${type}`);
  expect(report.broken).toEqual([]);
  return sideRecord(report);
}

/** "ENV-07 FAIL env/missing: …" for everything that fast cases have found. */
function findings(one: SideRecord | undefined): string[] {
  const found = (one?.found ?? []).filter((each) => names.includes(each.case));
  return found
    .map((each) => `${each.requirement} ${each.verdict} ${each.case}: ${each.expected.join('; ')}`)
    .sort();
}

test.each([
  ['loopback', 'ours', pluginsUnderTest],
  ['loopback', 'reference', referencePlugins],
  ['host-local', 'ours', pluginsUnderTest],
  ['host-local', 'reference', referencePlugins],
] as const)(
  'the record says of %s, %s, what the fast cases find today',
  async (type, side, folder) => {
    const recorded = readRecord().types[type]?.[side];
    const now = await live(folder, type);
    expect(now.version).toBe(recorded?.version);
    expect(findings(now)).toEqual(findings(recorded));
  },
  patience,
);
