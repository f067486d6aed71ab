#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The page as its users meet it, in Debian's Chromium. The drivers come from PyPI once and stay in .web-test.
#   web-test.sh DEADMILL CONNECT [ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/.."
deadmill=$(realpath "$1") connect=$(realpath "$2")
shift 2
python=$(scripts/pypi.sh .web-test Tests/Web/requirements.txt)
PYTHONDONTWRITEBYTECODE=1 exec "$python" Tests/Web/web_test.py --deadmill "$deadmill" --connect "$connect" "$@"
