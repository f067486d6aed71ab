#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests of the hand-over between threads under the thread sanitizer: both loops of a machine at full speed, the
# queue and the latest-value box.
#
# Only these: the sanitizer does not see the locks of Swift's `Mutex` (the library comes without its instrumentation), and
# reports everything behind one as a race. What has no lock is what it can judge.
set -euo pipefail
cd "$(dirname "$0")/.."

swift=${SWIFT:-swift}
export TSAN_OPTIONS="halt_on_error=0 exitcode=66"
# The runtime's own crash handler would hide the sanitizer's report.
export SWIFT_BACKTRACE=enable=no
"$swift" build --build-tests --sanitize=thread --scratch-path .build-thread
"$swift" test --skip-build --sanitize=thread --scratch-path .build-thread --filter 'HandoverTests|bothLoops'
