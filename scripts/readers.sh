#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What we export, read by programs that others wrote. Their packages come from PyPI once and stay in .readers.
#   readers.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1")
python=$(scripts/pypi.sh .readers Tests/Readers/requirements.txt)
PYTHONDONTWRITEBYTECODE=1 exec "$python" Tests/Readers/run.py "$program"
