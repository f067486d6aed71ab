#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The package, and the same under a higher version, in the appliance's lab.
#   lab-appliance.sh FOLDER [KEEP]   FOLDER: where `make deb` leaves its package; KEEP: where to leave the guest's facts
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
version=$(scripts/version.sh)
arch=$(dpkg --print-architecture)
if [ "$arch" != amd64 ]; then
  echo "LAB NOT RUN: its machine is an amd64, this one is $arch"
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi
scripts/deb.sh "$folder" | tail -2
VERSION=$version+lab scripts/deb.sh "$folder" | tail -1
status=0
python3 Tests/Lab/appliance.py --deb "$folder/deadmill_${version}_$arch.deb" \
  --newer "$folder/deadmill_${version}+lab_$arch.deb" --deadmill "$folder/release/deadmill" --cache .lab \
  ${2:+--keep "$2"} || status=$?
if [ $status -eq 77 ] && [ "${CI:-}" != true ]; then
  echo "Nothing of the package's service was tried."
  exit 0
fi
exit $status
