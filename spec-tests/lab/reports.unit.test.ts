import { failedReport, lacking, type Report, unreported } from './reports.ts';
import type { NeedyFile } from './select.ts';

const files: NeedyFile[] = [
  { file: 'a.kernel.test.ts', needs: ['dummy'] },
  { file: 'b.kernel.test.ts', needs: ['vlan_filtering', 'nftables'] },
];

test('lacking() names the file, what it needs and what the kernel answered', () => {
  const lacks = (feature: string) => (feature === 'nftables' ? 'Not supported\nadd table\n' : undefined);
  expect(lacking(files, lacks)).toEqual([
    {
      file: 'b.kernel.test.ts',
      reason: 'Neither this kernel nor the lab has "vlan_filtering nftables": nftables: Not supported',
    },
  ]);
  expect(lacking(files, () => undefined)).toEqual([]);
});

test('lacking() takes a kernel that said nothing for one that has it not', () => {
  expect(lacking(files, (feature) => (feature === 'dummy' ? '' : undefined))).toHaveLength(1);
});

test('unreported() finds the files that got lost', () => {
  const report: Report = {
    ...failedReport(),
    testResults: [{ name: '/checkout/a.kernel.test.ts', status: 'passed', assertionResults: [] }],
  };
  expect(unreported(files, report, '/checkout', 'why')).toEqual([
    { file: 'b.kernel.test.ts', reason: 'why' },
  ]);
  expect(unreported(files, { ...report, testResults: [] }, '/checkout', 'why')).toHaveLength(2);
});

test('failedReport() fails', () => {
  expect(failedReport()).toMatchObject({ numPassedTests: 0, numFailedTests: 1, numFailedTestSuites: 1 });
});
