#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The torture campaign: what the log survives, each figure measured here and now.
#   torture.sh PROGRAM TORTURE [SEED]
# What mostly waits (real time, slow disks) runs beside what mostly works; the power cuts, which emulate, run last.
# What needs root, loop devices or a virtual machine says so in one line where they are missing; under CI that is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."

program=$1 torture=$2 seed=${3:-1}
work=$(mktemp -d --suffix=-torture)
# In memory where there is room for it: a killed process leaves its files alike on every file system, and no kill has to
# wait for a disk. Disks are what the other stages are about.
fast=$work
[ -d /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -1)" -gt 500000 ] && fast=$(mktemp -d -p /dev/shm --suffix=-torture)
clean() {
  for place in "$work"/*/disk; do mountpoint -q "$place" 2>/dev/null && umount "$place"; done
  rm -rf "$work" "$fast"
}
trap clean EXIT
trap 'exit 130' INT TERM

# A copy: what is built meanwhile must not change what is tried.
cp "$program" "$work/deadmill"
cp "$torture" "$work/torture"
export SWIFT_BACKTRACE=enable=no

# stage NAME COMMAND...: figures into one file, remarks into another, exit status and seconds into a third.
stage() {
  local name=$1 begun=$SECONDS
  shift
  "$@" >"$work/$name.figures" 2>"$work/$name.remarks"
  echo "$? $((SECONDS - begun))" >"$work/$name.end"
}
own() { stage "$1" "$work/torture" "$1" --work "$2" --seed "$seed" --program "$work/deadmill"; }

echo "torture: seed $seed"
begun=$SECONDS
own control "$fast"
own program "$work" &
own disk "$work" &
own card "$work" &
own kills "$fast"
own bits "$fast"
wait
mkdir -p .lab
stage powercut python3 Tests/Lab/powercut.py --deadmill "$work/deadmill" --cache .lab --seed "$seed"

failed=0 tried=()
for name in control kills program disk bits card powercut; do
  read -r status seconds <"$work/$name.end"
  tried+=("$name $seconds s")
  # 77: it cannot be tried here.
  if [ "$status" = 77 ] && [ "${CI:-}" != true ]; then status=0; fi
  [ "$status" = 0 ] || failed=1
  sed "/^kills: /d; /^disk: /d; /control, as it must be/d" "$work/$name.remarks"
done
echo
{
  printf 'stage\tfigure\tmeasured\tgoal\t\n'
  cat "$work"/{control,kills,program,disk,bits,powercut,card}.figures
} | column -t -s $'\t'
echo
printf '%s, ' "${tried[@]}"
echo "together $((SECONDS - begun)) s"
grep -q $'\tmissed$' "$work"/*.figures && failed=1
[ $failed -eq 0 ] && echo "Every goal is met." || echo "FAILED"
exit $failed
