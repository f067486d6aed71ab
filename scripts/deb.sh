#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the Debian packages for this machine and lets lintian look at them.
#   deb.sh FOLDER            leaves FOLDER/NAME_VERSION_ARCH.deb of deadmill, deadmill-connect and deadmill-hub
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/$1
version=$(scripts/version.sh)
arch=$(dpkg --print-architecture)
debs=("$out/deadmill_${version}_$arch.deb" "$out/deadmill-connect_${version}_$arch.deb" "$out/deadmill-hub_${version}_$arch.deb")

dpkg-checkbuilddeps
debian/rules clean >/dev/null
# -b and no changes file: one package is what is wanted, in one folder of our own. dpkg-buildpackage works as well.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(dpkg-parsechangelog -STimestamp)}
debian/rules binary OUT="$out"
debian/rules clean >/dev/null
as=()
[ "$(id -u)" != 0 ] || as=(--allow-root)
lintian "${as[@]}" --fail-on error,warning "${debs[@]}"
echo "lintian: no errors, no warnings"
for deb in "${debs[@]}"; do
  echo "${deb#"$PWD"/}  $(stat -c %s "$deb") bytes  sha256 $(sha256sum "$deb" | cut -c1-16)..."
done
