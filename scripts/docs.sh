#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The library's documentation, from its comments and articles: .docs/SetLog. Every warning is an error: a link that leads
# nowhere is one.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${1:-.build/debug}
out=.docs
rm -rf "$out" && mkdir -p "$out/symbols"
swift symbolgraph-extract -module-name SetLog -I "$build/Modules" -I .build/checkouts/GRDB.swift/Sources/GRDBSQLite \
  -minimum-access-level public -target "$(swift -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",/\1/p' | head -1)" \
  -output-dir "$out/symbols"
docc=$(command -v docc || echo "$(dirname "$(readlink -f "$(command -v swift)")")/docc")
"$docc" convert Sources/SetLog/SetLog.docc --additional-symbol-graph-dir "$out/symbols" --output-path "$out/SetLog" \
  --fallback-display-name SetLog --fallback-bundle-identifier deadmill.SetLog --warnings-as-errors
echo "documented: $(find "$out/SetLog/data" -name '*.json' | wc -l) pages in $out/SetLog"
