#!/bin/sh
# Writes docs/conformance.md: our plugins beside the reference plugins of Debian. As root; `make spec-compare` builds before.
set -eu

cd "$(dirname "$0")/../.."
made=$(mktemp)
trap 'rm -f "$made"' EXIT

# 1 means that a MUST is broken: that belongs into the document. 2 means that there is nothing to write.
status=0
bin/cni-conformance --cni-path bin --compare /usr/lib/cni --format markdown --out "$made" || status=$?
[ "$status" -lt 2 ] || exit "$status"

{
  cat <<'HEAD'
# Conformance

Our plugins (`bin`) beside the reference plugins of Debian's package containernetworking-plugins (`/usr/lib/cni`), judged by
`cni-conformance` against the CNI specification 1.1.0, text of the main branch. Made by `make spec-compare`; do not edit.

FAIL is a broken MUST, WARN a broken SHOULD, INFO what the text leaves open, SKIP what does not apply to the plugin or the
version. A difference is in bold. Plugins that only one side has are left out.

HEAD
  cat "$made"
} > docs/conformance.md
exit "$status"
