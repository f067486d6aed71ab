#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The page as its users meet it, in Debian's Chromium. The drivers come from PyPI once and stay in .web-test.
#   web-test.sh DEADMILL CONNECT [ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/.."
deadmill=$(realpath "$1") connect=$(realpath "$2")
shift 2

# Another list of packages or another Python makes another folder.
wanted=$( (cat Tests/Web/requirements.txt; python3 --version) | sha256sum | cut -c1-12)
venv=.web-test/$wanted
if [ ! -e "$venv/ready" ]; then
  echo "Fetching what drives the browser (once)"
  rm -rf .web-test
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r Tests/Web/requirements.txt
  touch "$venv/ready"
fi
PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" Tests/Web/web_test.py --deadmill "$deadmill" --connect "$connect" "$@"
