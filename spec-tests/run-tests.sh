#!/bin/sh
# Runs every test and closes with one line: N passed, N failed, N skipped. Usage: run-tests.sh JEST-COMMAND…
set -u

report=$(mktemp)
trap 'rm -f "$report"' EXIT

if [ "$(id -u)" -ne 0 ]; then
  echo 'Not root: the tests of namespaces will fail and say so.' >&2
fi

"$@" --json --outputFile="$report"
status=$?

node - "$report" <<'JS'
const report = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8') || '{}');
const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0, numFailedTestSuites = 0 } = report;
// A suite that could not even be loaded has no tests of its own to fail.
const broken = (report.testResults ?? []).filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length;
console.log(`${numPassedTests} passed, ${numFailedTests + broken} failed, ${numPendingTests + numTodoTests} skipped`);
process.exit(numPassedTests > 0 && numFailedTestSuites === 0 ? 0 : 1);
JS
counted=$?
[ "$status" -eq 0 ] && [ "$counted" -eq 0 ]
