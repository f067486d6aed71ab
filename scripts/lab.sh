#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The lab: the built program against real kernels in a virtual machine.
#   lab.sh PROGRAM            linux with gpio-sim; the program as built, then as built with libgpiod 2.x
#   lab.sh PROGRAM --gpiod1   linux 6.12 with gpio-sim built beside it; libgpiod 1.6
# Where no virtual machine can be had it says so in one line; under CI that is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."

program=$1
shift
cache=.lab
# A copy: the guest sees this machine's files live, and a build that goes on would pull the program away under it.
mkdir -p "$cache/bin"
cp "$program" "$cache/bin/deadmill"
program=$cache/bin/deadmill

run() {
  python3 Tests/Lab/lab.py --cache "$cache" "$@"
  local status=$?
  if [ $status -eq 77 ] && [ "${CI:-}" != true ]; then
    echo "Nothing of the kernel's GPIO was tested."
    exit 0
  fi
  [ $status -eq 0 ] || exit 1
}

if [ "${1:-}" = --gpiod1 ]; then
  run --deadmill "$program" --gpiod1 --expect-backend "libgpiod 1."
  exit 0
fi

run --deadmill "$program" --expect-backend "kernel v2"

# The same sources against libgpiod 2.x, which this Debian may not have: unpacked beside, built apart.
python3 Tests/Lab/gpiod2.py "$cache" || exit 1
library=$PWD/$cache/gpiod2
PKG_CONFIG_PATH=$library/pkgconfig swift build -c release --scratch-path .build-gpiod2 --product deadmill \
  -Xlinker -L"$library/lib" || exit 1
run --deadmill .build-gpiod2/release/deadmill --library-path "$library/lib" --expect-backend "libgpiod 2." --only "three one"
run --deadmill .build-gpiod2/release/deadmill --library-path "$library/lib" --only "unplugged"
run --deadmill .build-gpiod2/release/deadmill --library-path "$library/lib" --only "two lines"
