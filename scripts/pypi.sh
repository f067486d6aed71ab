#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints a Python that has the packages of a list; they come from PyPI once and stay in a folder of their own.
#   pypi.sh FOLDER LIST   FOLDER: where they stay; LIST: a requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 list=$2
# Another list of packages or another Python makes another folder.
wanted=$( (cat "$list"; python3 --version) | sha256sum | cut -c1-12)
venv=$folder/$wanted
if [ ! -e "$venv/ready" ]; then
  echo "Fetching the packages of $list (once)" >&2
  rm -rf "$folder"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r "$list" >&2
  touch "$venv/ready"
fi
echo "$PWD/$venv/bin/python"
