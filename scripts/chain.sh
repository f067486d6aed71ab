#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Gyms, hubs behind HAProxy and PostgreSQL, all of Debian's, under kills.
#   chain.sh DEADMILL CONNECT HUB [ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/.."
deadmill=$(realpath "$1") connect=$(realpath "$2") hub=$(realpath "$3")
shift 3
python=$(scripts/pypi.sh .peers/chain Tests/Chain/requirements.txt)
PATH=$PATH:/usr/sbin PYTHONDONTWRITEBYTECODE=1 exec "$python" Tests/Chain/chain.py \
  --deadmill "$deadmill" --connect "$connect" --hub "$hub" "$@"
