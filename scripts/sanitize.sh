#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# sanitize.sh [FILTER]: runs the tests that have threads (or those of a filter) under the thread sanitizer: the daemon's,
# the socket's, the sensors' and the hand-over between them, both loops of a machine at full speed among them.
set -euo pipefail
cd "$(dirname "$0")/.."

swift=${SWIFT:-swift}
build=.build-thread
filter=${1:-DaemonTests|LiveFeedTests|HardwareTests}
export TSAN_OPTIONS="halt_on_error=0 exitcode=66 suppressions=$PWD/Tests/Sanitize/thread.supp"
# The runtime's own crash handler would hide the sanitizer's report.
export SWIFT_BACKTRACE=enable=no
"$swift" build --build-tests --sanitize=thread --scratch-path "$build"
# Swift's Mutex orders what is behind it in a library that comes without the sanitizer's instrumentation.
clang=$(dirname "$(readlink -f "$(command -v "$swift")")")/clang
"$clang" -O1 -fPIC -shared -Wall -Wextra -o "$build/mutex.so" Tests/Sanitize/mutex.c
tests=$(find "$build/debug/" -maxdepth 1 -name '*.xctest')
# One after the other: ten times slower and all at once, whole daemons would take longer than their clients wait.
LD_PRELOAD=$PWD/$build/mutex.so "$tests" --testing-library swift-testing --no-parallel --filter "$filter"
