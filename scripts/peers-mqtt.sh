#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `deadmill-connect mqtt` with Debian's mosquitto and paho-mqtt, which comes from PyPI once and stays in .peers.
#   peers-mqtt.sh DEADMILL CONNECT [--only WORDS]
set -euo pipefail
cd "$(dirname "$0")/.."
deadmill=$(realpath "$1")
connect=$(realpath "$2")
shift 2

# Another list of packages or another Python makes another folder.
wanted=$( (cat Tests/Peers/requirements.txt; python3 --version) | sha256sum | cut -c1-12)
venv=.peers/mqtt-$wanted
if [ ! -e "$venv/ready" ]; then
  echo "Fetching paho-mqtt (once)"
  rm -rf .peers/mqtt-*
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r Tests/Peers/requirements.txt
  touch "$venv/ready"
fi
# Debian has the broker where only root looks.
PATH=$PATH:/usr/sbin PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" Tests/Peers/mqtt_test.py \
  --deadmill "$deadmill" --connect "$connect" "$@"
