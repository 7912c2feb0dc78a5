import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versions } from '../../../lib/spec/version.ts';
import { pluginsUnderTest, referencePlugins } from '../../../lib/testing/callPlugin.ts';
import { needs } from '../../../lib/testing/needs.ts';
import type { Judgement } from '../../conformance/judgement.ts';
import type { Profile } from '../../conformance/profile.ts';
import { requirementOf, type SpecText } from '../../conformance/requirement.ts';
import { type CaseRun, runCases } from '../../conformance/runCases.ts';
import { subjectOf } from '../../conformance/subject.ts';
import bridge from '../../profiles/bridge.json' with { type: 'json' };
import hostLocal from '../../profiles/host-local.json' with { type: 'json' };
import loopback from '../../profiles/loopback.json' with { type: 'json' };
import { lifecycle } from './index.ts';

/** Milliseconds for one subject: some fifty cases on a machine that has other things to do. */
const bound = 300_000;

/** What the text supports against the reference bridge 1.1.1, each checked by hand. */
const ofReference = [
  'check/later-plugin-added CHK-02', // takes an address without a gateway for one whose gateway is missing
  'delegation/add-fails DLG-05', // what a failing IPAM plugin writes to standard error is lost
  'delegation/add-fails DLG-08', // no DEL of the IPAM plugin
  'delegation/errors DLG-05', // as with ADD
  'delegation/useless-result ERR-01', // an error without a message for IPAM's result with exit status 1
];

/** Cases that tell a plugin that does nothing, and what they find. */
const telling = /^(check\/(address-gone|other-address)|status\/exhausted|gc\/(stale|unrem)|delegation\/e)/;
const ofIdle = [
  'check/address-gone CHK-03',
  'check/other-address-in-result CHK-01',
  'delegation/errors CHK-07',
  'delegation/errors DLG-07',
  'delegation/errors ST-06',
  'delegation/every-command CHK-07',
  'delegation/every-command DLG-07',
  'delegation/every-command GC-06',
  'delegation/every-command ST-06',
  'gc/stale GC-02',
  'gc/unremovable GC-05',
  'status/exhausted ST-02',
];

interface Wish {
  folder?: string;
  known?: readonly string[];
  text?: SpecText;
  /** Names of the cases to run. Default: all fast ones. */
  names?: RegExp;
}

/** Runs the cases; what went against the subject and is not left open by the text, as "case ID", sorted, each once. */
async function findings(profile: object, wish: Wish = {}): Promise<string[]> {
  const { folder = pluginsUnderTest, known = versions, text = 'main', names = /./ } = wish;
  const subject = subjectOf(profile as Profile, [folder], known, text);
  const chosen = lifecycle.filter((one) => !one.slow && names.test(one.name));
  const runs = await runCases(subject, chosen, { jobs: 2 });
  expect(runs.flatMap(({ name, broken }) => (broken ? [`${name}: ${broken}`] : []))).toEqual([]);
  return [...new Set(runs.flatMap(held))].sort();
}

function held({ name, judgements }: CaseRun): string[] {
  return judgements.filter((one) => !one.ok && !isOpen(one)).map((one) => `${name} ${one.requirement}`);
}

function isOpen({ requirement, level }: Judgement): boolean {
  return level === 'may' || requirementOf(requirement).level === 'may';
}

beforeAll(() => needs('ip', 'iptables', 'nft', 'mount', `${pluginsUnderTest}/bridge`));

describe('the lifecycle cases', () => {
  test(
    'hold nothing against our plugins',
    async () => {
      expect(await findings(bridge)).toEqual([]);
      expect(await findings(hostLocal)).toEqual([]);
      expect(await findings(loopback)).toEqual([]);
    },
    bound,
  );

  test(
    'know the list of valid attachments by the name that the other text has for it',
    async () => {
      expect(await findings(bridge, { text: 'tag', names: /^gc\/(stale|network)/ })).toEqual([]);
    },
    bound,
  );

  test(
    'find in the reference bridge what has been checked by hand, and nothing else',
    async () => {
      needs(`${referencePlugins}/bridge`);
      const known = versions.filter((version) => version !== '1.1.0');
      const names = /^(?!check\/damage-)/;
      expect(await findings(bridge, { folder: referencePlugins, known, names })).toEqual(ofReference);
    },
    bound,
  );

  test(
    'find out a plugin that answers CHECK, STATUS and GC with success and does nothing',
    async () => {
      const folder = idlePlugins();
      try {
        expect(await findings(bridge, { folder, names: telling })).toEqual(ofIdle);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    bound,
  );
});

/** Good plugins before which somebody has put an eager yes. */
function idlePlugins(): string {
  const folder = mkdtempSync(join(tmpdir(), 'idle-'));
  for (const type of ['bridge', 'host-local']) {
    const script = `#!/bin/sh\ncase $CNI_COMMAND in CHECK | GC | STATUS) exit 0 ;; esac\nexec ${pluginsUnderTest}/${type}\n`;
    writeFileSync(join(folder, type), script);
    chmodSync(join(folder, type), 0o755);
  }
  chmodSync(folder, 0o755);
  return folder;
}
