#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# `deadmill-connect mqtt` with Debian's mosquitto and paho-mqtt, which comes from PyPI once and stays in .peers.
#   peers-mqtt.sh DEADMILL CONNECT [--only WORDS]
set -euo pipefail
cd "$(dirname "$0")/.."
deadmill=$(realpath "$1") connect=$(realpath "$2")
shift 2
python=$(scripts/pypi.sh .peers/mqtt Tests/Peers/requirements-mqtt.txt)
# Debian has the broker where only root looks.
PATH=$PATH:/usr/sbin PYTHONDONTWRITEBYTECODE=1 exec "$python" Tests/Peers/mqtt_test.py \
  --deadmill "$deadmill" --connect "$connect" "$@"
