#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How exposed systemd thinks the service is, from 0 to 10. Fails above the limit.
set -euo pipefail
cd "$(dirname "$0")/.."
limit=1.5
command -v systemd-analyze >/dev/null || { echo "EXPOSURE NOT CHECKED: no systemd-analyze (package systemd)"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Without the default dependencies systemd leaves what protects files out of the sum; so it is asked with them as well.
sed '/^DefaultDependencies=/d' systemd/deadmill.service >"$folder/deadmill.service"
for unit in systemd/deadmill.service "$folder/deadmill.service" systemd/deadmill-backup.service \
  systemd/deadmill-web.service systemd/deadmill-mqtt.service systemd/deadmill-upstream.service \
  systemd/deadmill-hub.service systemd/deadmill-files.service systemd/deadmill-webhook.service \
  systemd/deadmill-intervals.service systemd/deadmill-firstboot.service; do
  said=$(systemd-analyze security --offline=true --no-pager "$unit" | tail -1)
  score=$(sed -nE 's/.*: ([0-9.]+) .*/\1/p' <<<"$said")
  echo "exposure ${score:-unknown} of 10, at most $limit"
  awk -v score="${score:-10}" -v limit=$limit 'BEGIN { exit !(score <= limit) }' || { echo "$said" >&2; exit 1; }
done

# What speaks to the world has no rights at all.
said=$(systemd-analyze security --offline=true --no-pager systemd/deadmill-bluetooth.service | tail -1)
score=$(sed -nE 's/.*: ([0-9.]+) .*/\1/p' <<<"$said")
echo "exposure ${score:-unknown} of 10, at most 0.5"
awk -v score="${score:-10}" 'BEGIN { exit !(score <= 0.5) }' || { echo "$said" >&2; exit 1; }
