#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs verbs of the Makefile one after the other and reports how long each took; stops at the first that fails.
set -uo pipefail

names=() seconds=() status=0
for stage in "$@"; do
  echo "== $stage"
  begun=$(date +%s)
  make --no-print-directory "$stage" || status=$?
  names+=("$stage") seconds+=($(($(date +%s) - begun)))
  [ $status -eq 0 ] || break
done
echo
for index in "${!names[@]}"; do printf '%-16s %4d s\n' "${names[$index]}" "${seconds[$index]}"; done
[ $status -eq 0 ] || echo "FAILED: ${names[-1]}"
exit $status
