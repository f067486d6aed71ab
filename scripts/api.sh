#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The library's public interface: documented, as published, and sufficient for other programs.
#   api.sh [--record]
set -euo pipefail
cd "$(dirname "$0")/.."

build=.build/debug
scripts/docs.sh "$build"
python3 scripts/api.py .docs/symbols/SetLog.symbols.json docs/api/SetLog.txt "$@"
# The example as an outsider compiles it: under another package's name, which sees what is public and nothing more.
swiftc -swift-version 6 -package-name another-program -parse-as-library -typecheck -I "$build/Modules" \
  -I .build/checkouts/GRDB.swift/Sources/GRDBSQLite Examples/LogASet/LogASet.swift
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
[ "$("$build/log-a-set" "$state" | head -1)" = logged ]
[ "$("$build/log-a-set" "$state" | head -1)" != logged ]
echo "api: the example compiles as another program, and logs its set once"
