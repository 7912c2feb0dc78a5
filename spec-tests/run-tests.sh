#!/bin/sh
# Runs every test, on this kernel or in the lab, and closes with one line: N passed, N failed, N skipped.
# Usage: run-tests.sh JEST-COMMAND…
set -u

cd "$(dirname "$0")/.." || exit
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
lab="node_modules/.bin/tsx spec-tests/lab/main.ts"

if [ "$(id -u)" -ne 0 ]; then
  echo 'Not root: the tests of namespaces will fail and say so.' >&2
fi

# Where it cannot be told which files this kernel can run, all of them run here, and the lab's part has failed.
elsewhere=$($lab --elsewhere)
# shellcheck disable=SC2086 # one word per pattern
"$@" --json --outputFile="$reports/here" ${elsewhere:+--testPathIgnorePatterns /node_modules/ $elsewhere}
here=$?
$lab --report "$reports/lab"
there=$?

node - "$reports/here" "$reports/lab" <<'JS'
const { existsSync, readFileSync } = require('node:fs');
// Who left no report has failed.
const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8') || '{"numFailedTests":1}') : { numFailedTests: 1 });
const reports = process.argv.slice(2).map(read).flat();
const sum = (key) => reports.reduce((total, report) => total + (report[key] ?? 0), 0);
// A suite that could not even be loaded has no tests of its own to fail.
const suites = reports.flatMap((report) => report.testResults ?? []);
const broken = suites.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length;
const passed = sum('numPassedTests');
const failed = sum('numFailedTests') + broken;
console.log(`${passed} passed, ${failed} failed, ${sum('numPendingTests') + sum('numTodoTests')} skipped`);
process.exit(passed > 0 && failed === 0 && sum('numFailedTestSuites') === 0 ? 0 : 1);
JS
counted=$?
[ "$here" -eq 0 ] && [ "$there" -eq 0 ] && [ "$counted" -eq 0 ]
