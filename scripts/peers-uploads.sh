#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `deadmill-connect files`, `webhook` and `intervals` with a receiver and a fake of intervals.icu in Python.
#   peers-uploads.sh DEADMILL CONNECT [--only WORDS]
set -euo pipefail
cd "$(dirname "$0")/.."
deadmill=$(realpath "$1") connect=$(realpath "$2")
shift 2
PYTHONDONTWRITEBYTECODE=1 exec python3 Tests/Peers/uploads_test.py --deadmill "$deadmill" --connect "$connect" "$@"
