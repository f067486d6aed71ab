#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What we export, read by programs that others wrote. Their packages come from PyPI once and stay in .readers.
#   readers.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1")

# Another list of packages or another Python makes another folder.
wanted=$( (cat Tests/Readers/requirements.txt; python3 --version) | sha256sum | cut -c1-12)
venv=.readers/$wanted
if [ ! -e "$venv/ready" ]; then
  echo "Fetching the readers (once)"
  rm -rf .readers
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r Tests/Readers/requirements.txt
  touch "$venv/ready"
fi
PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" Tests/Readers/run.py "$program"
