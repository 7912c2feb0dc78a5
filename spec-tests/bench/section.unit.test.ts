import { readFileSync } from 'node:fs';
import { performanceDocument, renderFigures } from './figures.ts';
import { withSection } from './section.ts';

const document = 'before\n<!-- figures -->\n\nold\n\n<!-- end of figures -->\nafter\n';

test('withSection puts a text in the place of another and leaves the rest', () => {
  const written = withSection(document, 'figures', '\nnew\n\n');
  expect(written).toBe('before\n<!-- figures -->\n\nnew\n\n<!-- end of figures -->\nafter\n');
  expect(withSection(written, 'figures', 'old')).toBe(document);
});

test('withSection refuses a document without the section', () => {
  expect(() => withSection(document, 'figures of the lab', 'new')).toThrow(
    'Cannot write the section "figures of the lab": the document has none',
  );
});

test.each(['figures', 'figures of the lab'])('docs/performance.md has a section for the %s', (name) => {
  expect(withSection(readFileSync(performanceDocument, 'utf8'), name, 'new')).toContain('new');
});

test('renderFigures says when, where and how often was measured', () => {
  const comparison = { facts: [['kernel', '6.1'] as [string, string]], runs: 7, nothing: 1.25, measured: [] };
  const [first, , facts] = renderFigures(comparison, new Date('2026-11-23T04:00:00Z')).split('\n');
  expect(first).toBe('2026-11-23: 7 runs at most, milliseconds; an empty program takes 1.3 of each.');
  expect(facts).toBe('kernel: 6.1');
});
