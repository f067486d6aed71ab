#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A build with a bar and the time that is left on a terminal; elsewhere what the compiler's own lines say.
#   build.sh SWIFT FOLDER ARGUMENT...   FOLDER: of the build, where the steps of the last one are remembered
set -euo pipefail
swift=$1 folder=$2
shift 2
if [ ! -t 2 ] || [ "${TERM:-dumb}" = dumb ]; then exec "$swift" build --scratch-path "$folder" "$@"; fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# What each module takes of a build from nothing: seconds once measured on two cores, until the next one was through.
# The compiler's own steps say less: half of them take no time.
declare -A shares=([Pulses]=1 [InternalCollectionsUtilities]=2 [Logging]=1 [OrderedCollections]=7 [Motion]=9
  [ContainersPreview]=1 [Sets]=1 [Simulation]=5 [LiveFeed]=5 [DequeModule]=5 [UnixSignals]=1 [Yams]=16 [Console]=21
  [Hardware]=4 [GRDB]=7 [AsyncAlgorithms]=16 [ServiceLifecycle]=5 [ArgumentParserToolInfo]=1 [SetLog]=18
  [ArgumentParser]=8 [Daemon]=12 [deadmill]=18)
all=4 # for linking
for share in "${shares[@]}"; do all=$((all + share)); done
is_first=yes
if [ -e "$folder/release" ]; then is_first=no; fi

# bar DONE TOTAL SECONDS WHAT: on one line, which the next one takes over.
bar() {
  local done=$1 total=$2 seconds=$3 what=$4 width=24 left text
  local full=$((width * done / total)) percent=$((100 * done / total))
  text=$(printf '%*s' "$full" '' | tr ' ' '#')$(printf '%*s' $((width - full)) '' | tr ' ' '.')
  if [ "$percent" -ge 5 ] && [ "$seconds" -ge 5 ]; then
    left=$((seconds * (total - done) / done))
    printf '\r\033[K[%s] %3d %%, about %d:%02d left  %.30s' "$text" "$percent" $((left / 60)) $((left % 60)) "$what" >&2
  else
    printf '\r\033[K[%s] %3d %%  %.40s' "$text" "$percent" "$what" >&2
  fi
}

# follow: draws the bar from the compiler's lines.
follow() {
  local line done=0 total=$all
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*) ]] || continue
    local step=${BASH_REMATCH[1]} steps=${BASH_REMATCH[2]} what=${BASH_REMATCH[3]}
    if [ $is_first = no ]; then
      done=$step total=$steps
    elif [[ $what =~ ^Compiling\ ([A-Za-z]+)\ .*\.swift ]]; then
      done=$((done + ${shares[${BASH_REMATCH[1]}]:-0}))
    fi
    bar "$done" "$total" "$SECONDS" "$what"
  done
}

status=0
SECONDS=0
"$swift" build --scratch-path "$folder" "$@" 2>&1 | follow || status=$?
printf '\r\033[K' >&2
if [ $status -ne 0 ]; then cat "$log" >&2; exit $status; fi
tail -1 "$log"
