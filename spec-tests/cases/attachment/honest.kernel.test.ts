import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versions } from '../../../lib/spec/version.ts';
import { pluginsUnderTest } from '../../../lib/testing/callPlugin.ts';
import { needs } from '../../../lib/testing/needs.ts';
import type { Kind, Profile } from '../../conformance/profile.ts';
import { requirements } from '../../conformance/requirement.ts';
import { runCases } from '../../conformance/runCases.ts';
import { subjectOf } from '../../conformance/subject.ts';
import { answers } from '../../conformance/verdicts.ts';
import { lifecycle } from '../lifecycle/index.ts';
import { protocol } from '../protocol/index.ts';
import { attachment } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'honest-'));

beforeAll(() => needs('ip', 'unshare', 'nsenter'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const addresses = [{ address: 'fd00:9::2/64', gateway: 'fd00:9::1' }, { address: '10.9.0.2/24' }];
const routes = [{ dst: '2001:db8:7::/48', gw: 'fd00:9::1' }, { dst: '2001:db8:8::/48' }];
const forms = ['version/0.2.0', 'version/0.4.0', 'version/1.1.0'];
const kinds: Partial<Record<Kind, { base: string; cases: string[] }>> = {
  interface: {
    base: 'ptp',
    cases: ['add/truth', 'add/prev-result', ...forms, 'exec/stdin', 'delegation/applied', 'check/other'],
  },
  ipam: { base: 'static', cases: [...forms, 'exec/concurrent', 'ipam/result'] },
};

/** Every member that may be left out, as null: what serializers of some languages make of an Option. */
const nulls = `
  const blank = (keys) => Object.fromEntries(keys.map((key) => [key, null]));
  const each = (list, keys) => list?.map((one) => ({ ...blank(keys), ...one })) ?? null;
  const block = (one) => one ? { gateway: null, ...one, routes: each(one.routes, ['gw']) } : null;
  const { cniVersion, interfaces, ips, routes, dns = null, ip4, ip6 } = result;
  const late = (keys) => cniVersion === '1.1.0' ? keys : [];
  return ['0.1.0', '0.2.0'].includes(cniVersion)
    ? { cniVersion, ip4: block(ip4), ip6: block(ip6), dns }
    : {
        cniVersion,
        interfaces: each(interfaces, ['mac', 'sandbox', ...late(['mtu', 'socketPath', 'pciID'])]),
        ips: each(ips, ['gateway', 'interface']),
        routes: each(routes, ['gw', ...late(['mtu', 'advmss', 'priority', 'table', 'scope'])]),
        dns,
      };`;
/** The same addresses otherwise: "FD00:9::02/64". */
const spellings = `
  const keys = ['address', 'ip', 'gateway', 'dst', 'gw', 'mac'];
  const spelt = (text) => text.toUpperCase().replace(/::(?=[0-9A-F/]|$)/, '::0');
  return JSON.parse(JSON.stringify(result), (key, value) =>
    keys.includes(key) && typeof value === 'string' ? spelt(value) : value);`;

/** A good plugin that says the truth in its own way; it takes no null itself. */
const wrapper = (base: string, edit: string) => `#!${process.execPath}
const { spawnSync } = require('node:child_process');
const input = require('node:fs').readFileSync(0, 'utf8');
const withoutNulls = () => {
  try { return JSON.stringify(JSON.parse(input, (_, value) => value ?? undefined)); } catch { return input; }
};
const { stdout, stderr, status } = spawnSync('${pluginsUnderTest}/${base}', { input: withoutNulls() });
const edit = (result) => {${edit}};
process.stderr.write(stderr);
process.stdout.write(process.env.CNI_COMMAND === 'ADD' && status === 0
  ? JSON.stringify(edit(JSON.parse(stdout))) : stdout);
process.exitCode = status;
`;

test.each<[words: string, kind: Kind, edit: string, ipam?: object]>([
  ['null for what is not there', 'interface', nulls],
  ['null for routes', 'interface', nulls, { routes: undefined }],
  ['addresses in another spelling', 'interface', spellings],
  ['null for what is not there', 'ipam', nulls],
  ['addresses in another spelling', 'ipam', spellings],
])(
  'an honest plugin that prints %s is held nothing against, of kind %s',
  async (_, kind, edit, less = {}) => {
    const { base = '', cases: names = [] } = kinds[kind] ?? {};
    writeFileSync(`${folder}/honest`, wrapper(base, edit));
    chmodSync(`${folder}/honest`, 0o755);
    const ipam = { type: 'static', addresses, routes, ...less };
    const profile: Profile = { type: 'honest', kind, conf: { ipam } };
    const subject = subjectOf(profile, [folder, pluginsUnderTest], versions, 'main');
    const all = [...attachment, ...lifecycle, ...protocol];
    const cases = all.filter(({ name }) => names.some((one) => name.startsWith(one)));
    const runs = await runCases(subject, cases, { jobs: 2 });
    const failed = answers(requirements, runs).filter(({ verdict }) => verdict === 'FAIL');
    expect({
      unfinished: runs.flatMap(({ broken, unjudged }) => broken ?? unjudged ?? []),
      failed: failed.map(({ requirement, findings }) => `${requirement.id}: ${findings[0]?.seen}`),
    }).toEqual({ unfinished: [], failed: [] });
  },
  120_000,
);
