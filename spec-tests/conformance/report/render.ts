import type { Comparison } from '../compare.ts';
import type { Format } from '../options.ts';
import { jsonComparison, markdownComparison, prettyComparison } from './comparison.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Paint } from './paint.ts';
import { prettyReport } from './pretty.ts';
import type { Report } from './report.ts';
import { tapReport } from './tap.ts';

/** A report in the format asked for. */
export function renderReport(report: Report, format: Format, paint: Paint): string {
  if (format === 'pretty') return prettyReport(report, paint);
  return { tap: tapReport, junit: junitReport, json: jsonReport, markdown: markdownReport }[format](report);
}

/** A comparison in the format asked for; tap and junit, which know one subject, are refused with the options. */
export function renderComparison(comparison: Comparison, format: Format, paint: Paint): string {
  if (format === 'json') return jsonComparison(comparison);
  if (format === 'markdown') return markdownComparison(comparison);
  return prettyComparison(comparison, paint);
}
