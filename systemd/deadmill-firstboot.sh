#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Takes the configuration from a card's boot partition, which every computer can write: deadmill.yaml, connect.d/*.yaml, and
# the secrets beside them. What is right is moved to /etc/deadmill; what is wrong stays, and deadmill-says.txt says why.
#   firstboot [BOOT [ETC]]
set -u

boot=${1:-/boot/firmware}
etc=${2:-/etc/deadmill}
says=$boot/deadmill-says.txt
work=$etc/.firstboot
restart=
wrong=0

rm -rf "$work"
mkdir -p "$work" "$etc/connect.d" || exit 1
chmod 700 "$work"
trap 'rm -rf "$work"' EXIT
: >"$work/says"

say() {
  printf '%s\n' "$1" >>"$work/says"
  printf '%s\n' "$1" >&2
}

# Whether a copy of the file passes its check. The messages name the file on the card.
checked() {
  if [ "$1" = deadmill.yaml ]; then
    deadmill config check "$work/$1" >"$work/found" 2>&1 && return 0
  elif command -v deadmill-connect >/dev/null; then
    deadmill-connect check config "$work/$1" >"$work/found" 2>&1 && return 0
  else
    echo "$1: needs the package deadmill-connect; install it, then start this computer again" >"$work/found"
  fi
  return 1
}

# Moves a file of the card to its place, whole or not at all: copied beside it, then renamed.
move() {
  chmod "$3" "$work/$1"
  if ! { sync "$work/$1" && mv -f "$work/$1" "$2"; }; then
    say "$1: cannot be written to $2; is the disk full or read-only?"
    return 1
  fi
  rm -f "$4" || say "$1: cannot be removed from the card; it is read again at each start until you remove it"
}

# A configuration. An earlier one is kept beside it.
take() {
  from=$1 name=$(basename "$1") to=$2 service=$3
  # Editors of other systems end lines in their own manner, and some put a mark at the beginning.
  tr -d '\r' <"$from" | sed '1s/^\xef\xbb\xbf//' >"$work/$name"
  if ! checked "$name"; then
    wrong=1
    say "$name: not taken, because of this:"
    sed -e "s|^deadmill: ||" -e "s|^deadmill-connect: ||" -e "s|$work/||g" -e 's/^/  /' "$work/found" >"$work/lines"
    cat "$work/lines" >>"$work/says"
    cat "$work/lines" >&2
    return
  fi
  if [ -e "$to" ] && ! cmp -s "$work/$name" "$to"; then cp -p "$to" "$to.before" || return; fi
  move "$name" "$to" 644 "$from" || { wrong=1; return; }
  say "$name: taken."
  restart="$restart $service"
}

# A secret: root's alone, and no text has it.
take_secret() {
  name=$(basename "$1")
  mkdir -p "$(dirname "$2")"
  (umask 077 && tr -d '\r' <"$1" >"$work/$name")
  if move "$name" "$2" 600 "$1"; then say "$name: taken."; else wrong=1; fi
}

for file in "$boot"/connect.d/*.password "$boot"/connect.d/*.secret; do
  if [ -f "$file" ]; then take_secret "$file" "$etc/$(basename "$file")"; fi
done
for file in "$boot"/connect.d/intervals/*.key; do
  if [ -f "$file" ]; then take_secret "$file" "$etc/intervals/$(basename "$file")"; fi
done
if [ -f "$boot/deadmill.yaml" ]; then take "$boot/deadmill.yaml" "$etc/deadmill.yaml" deadmill; fi
for file in "$boot"/connect.d/*.yaml; do
  if [ -f "$file" ]; then
    take "$file" "$etc/connect.d/$(basename "$file")" "deadmill-$(basename "$file" .yaml)"
  fi
done

# Nothing was found: what was said before stays.
[ -s "$work/says" ] || exit 0
if [ "$wrong" = 1 ]; then
  say "Correct the file on this card and start the computer again. What was not taken changes nothing."
else
  say "All is in place. Start the computer again to have it read another file."
fi
{
  date -u '+Deadmill, %Y-%m-%d %H:%M UTC (the time may be wrong without a network)'
  cat "$work/says"
} >"$says" || echo "$says: cannot be written" >&2
sync "$says" 2>/dev/null

# Where no service manager runs, nothing is to be started.
if [ -d /run/systemd/system ] && [ "$etc" = /etc/deadmill ]; then
  for service in $restart; do systemctl --no-block restart "$service.service"; done
fi
exit 0
