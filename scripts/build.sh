#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A build with a bar and the time that is left on a terminal; elsewhere what the compiler's own lines say.
#   build.sh SWIFT FOLDER ARGUMENT...   FOLDER: of the build, where the steps of the last one are remembered
set -euo pipefail
swift=$1 folder=$2
shift 2
if [ ! -t 2 ] || [ "${TERM:-dumb}" = dumb ]; then exec "$swift" build --scratch-path "$folder" "$@"; fi

# How many steps a build from nothing has. The compiler says a total that grows with what it finds to do.
usual=64
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# bar DONE TOTAL SECONDS WHAT: on one line, which the next one takes over.
bar() {
  local done=$1 total=$2 seconds=$3 what=$4 width=24 left text
  local full=$((width * done / total)) percent=$((100 * done / total))
  text=$(printf '%*s' "$full" '' | tr ' ' '#')$(printf '%*s' $((width - full)) '' | tr ' ' '.')
  if [ "$done" -ge 8 ] && [ "$seconds" -ge 5 ]; then
    left=$((seconds * (total - done) / done))
    printf '\r\033[K[%s] %3d %%, about %d:%02d left  %.30s' "$text" "$percent" $((left / 60)) $((left % 60)) "$what" >&2
  else
    printf '\r\033[K[%s] %3d %%  %.40s' "$text" "$percent" "$what" >&2
  fi
}

status=0
SECONDS=0
"$swift" build --scratch-path "$folder" "$@" 2>&1 | while IFS= read -r line; do
  printf '%s\n' "$line" >>"$log"
  if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*) ]]; then
    done=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
    # A short total is that of a build with little to do, once it has not grown any more.
    [ "$total" -lt "$usual" ] && [ $((total - done)) -gt 0 ] && [ "$total" -gt 3 ] && total=$usual
    bar "$done" "$total" "$SECONDS" "${BASH_REMATCH[3]}"
  fi
done || status=$?
printf '\r\033[K' >&2
if [ $status -ne 0 ]; then cat "$log" >&2; exit $status; fi
tail -1 "$log"
