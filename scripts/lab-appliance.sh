#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The package, and the same under a higher version, in the appliance's lab.
#   lab-appliance.sh FOLDER PROCESSOR PROGRAM [KEEP]   FOLDER: where the package is left; PROGRAM: one that runs here, to
#                                                      make a recording with; KEEP: where to leave the guest's facts
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 processor=$2 program=$3 keep=${4:-}
version=$(scripts/version.sh)
own=$(dpkg --print-architecture)
if [ "$own" != amd64 ]; then
  echo "LAB NOT RUN: its machines are emulated on an amd64, this is an $own"
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi
if [ "$processor" = "$own" ]; then
  build=(scripts/deb.sh "$folder") options=()
else
  build=(scripts/cross-arm64.sh "$folder") options=(--suite trixie --processor "$processor")
fi
deb=$folder/deadmill_${version}_$processor.deb
connect=$folder/deadmill-connect_${version}_$processor.deb
newer=$folder/deadmill_${version}+lab_$processor.deb
"${build[@]}" | tail -2
unpacked=$(mktemp -d)
trap 'rm -r "$unpacked"' EXIT
dpkg-deb --raw-extract "$deb" "$unpacked/deadmill"
sed -i 's/^Version: .*/&+lab/' "$unpacked/deadmill/DEBIAN/control"
# For inspection, not for installation: it need not be small.
dpkg-deb --root-owner-group -Zgzip -z1 --build "$unpacked/deadmill" "$newer" >/dev/null
status=0
browser=$(scripts/pypi.sh .web-test Tests/Web/requirements.txt)
python3 Tests/Lab/appliance.py --deb "$deb" --newer "$newer" --connect "$connect" --browser "$browser" --deadmill "$program" --cache .lab \
  "${options[@]}" ${keep:+--keep "$keep"} || status=$?
if [ $status -eq 77 ] && [ "${CI:-}" != true ]; then
  echo "Nothing of the package's service was tried."
  exit 0
fi
exit $status
