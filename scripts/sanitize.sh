#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests of what has threads and raw memory under the thread and the address sanitizer.
#
#     sanitize.sh [thread|address]...      both if none is named
#
# The pure stages have neither threads nor pointers; what they cost under a sanitizer is left out, and so are tests that
# only read documents.
set -euo pipefail
cd "$(dirname "$0")/.."

tests='DaemonTests|LiveFeedTests|SetKeepingTests|HardwareTests|SetLogTests|ScenarioTests|DoctorTests'
kinds=("$@")
[ ${#kinds[@]} -gt 0 ] || kinds=(thread address)
swift=${SWIFT:-swift}
# A Swift program keeps what it needs until it ends: that is no leak.
export ASAN_OPTIONS=detect_leaks=0
export TSAN_OPTIONS="suppressions=$PWD/scripts/thread-sanitizer.txt halt_on_error=0 exitcode=66"
# The runtime's own crash handler would hide the sanitizer's report.
export SWIFT_BACKTRACE=enable=no

for kind in "${kinds[@]}"; do
  echo "== $kind sanitizer"
  "$swift" build --build-tests --sanitize="$kind" --scratch-path ".build-$kind" >".build-$kind.log" 2>&1 || {
    tail -n 40 ".build-$kind.log"
    exit 1
  }
  "$swift" test --skip-build --sanitize="$kind" --scratch-path ".build-$kind" --filter "$tests"
done
