#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Manual pages and shell completions of a built program, checked.
#   contents.sh PROGRAM FOLDER
set -euo pipefail
program=$1 folder=$2 name=$(basename "$1")
rm -rf "$folder"
mkdir -p "$folder"

# The pages' date is the package's, not the day of the build: the same source gives the same bytes.
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
python3 scripts/manual.py "$program" "$folder/man" --date "$(LC_ALL=C date -u -d "@$epoch" '+%B %-d, %Y')"
for shell in bash zsh fish; do
  # A sourced file has no interpreter.
  "$program" --generate-completion-script $shell | sed '1{/^#!/d}' >"$folder/$name.$shell"
done

# What can be checked is checked where the tool is there; the package's build dependencies do not ask for them.
pages=("$folder"/man/*.1 docs/man/*.[58])
if command -v mandoc >/dev/null; then
  # Pages name each other; before they are installed they are not found.
  said=$(mandoc -Tlint "${pages[@]}" | grep -v 'referenced manual not found' || true)
  [ -z "$said" ] || { echo "$said" >&2; exit 1; }
fi
if command -v man >/dev/null; then
  for page in "${pages[@]}"; do
    said=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null || true)
    [ -z "$said" ] || { echo "$page: $said" >&2; exit 1; }
  done
fi
bash -n "$folder/$name.bash"
if command -v zsh >/dev/null; then zsh -n "$folder/$name.zsh"; fi
if command -v fish >/dev/null; then fish -n "$folder/$name.fish"; fi
