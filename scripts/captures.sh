#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Rewrites docs/captures: the console as a terminal shows it, at several sizes.
#   captures.sh PROGRAM [NAME...]
set -euo pipefail
cd "$(dirname "$0")/.."

program=$1
shift
python3 scripts/captures.py "$program" docs/captures "$@"
