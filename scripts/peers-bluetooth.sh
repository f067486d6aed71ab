#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Phones and watches, played by bumble, against the Bluetooth service in a virtual machine.
#   peers-bluetooth.sh PROGRAM [WORDS]   PROGRAM: deadmill-connect; WORDS: only the cases whose name has them
#   DEADMILL: the daemon's program; its simulated walk is shown as well.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(scripts/pypi.sh .peers/bluetooth Tests/Peers/requirements-bluetooth.txt)
# A copy: the guest sees this machine's files live.
cp "$1" .peers/deadmill-connect
status=0
python3 Tests/Peers/bluetooth.py --connect .peers/deadmill-connect --python "$python" --cache .lab ${DEADMILL:+--daemon "$DEADMILL"} --only "${*:2}" || status=$?
if [ $status -eq 77 ] && [ "${CI:-}" != true ]; then
  echo "Nothing of Bluetooth was tried."
  exit 0
fi
exit $status
