#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the Debian package for this machine and lets lintian look at it.
#   deb.sh FOLDER            leaves FOLDER/deadmill_VERSION_ARCH.deb
# VERSION=... packs the same program under another version, which lintian is not asked about.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/$1
version=${VERSION:-$(scripts/version.sh)}
arch=$(dpkg --print-architecture)
deb=$out/deadmill_${version}_$arch.deb

# Another version is for a look, not for anybody's machine: it need not be small.
[ -z "${VERSION:-}" ] || export DPKG_DEB_COMPRESSOR_TYPE=gzip DPKG_DEB_COMPRESSOR_LEVEL=1

dpkg-checkbuilddeps
debian/rules clean >/dev/null
# -b and no changes file: one package is what is wanted, in one folder of our own. dpkg-buildpackage works as well.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(dpkg-parsechangelog -STimestamp)}
debian/rules binary VERSION="$version" OUT="$out"
debian/rules clean >/dev/null
if [ -z "${VERSION:-}" ]; then
  as=()
  [ "$(id -u)" != 0 ] || as=(--allow-root)
  lintian "${as[@]}" --fail-on error,warning "$deb"
  echo "lintian: no errors, no warnings"
fi
echo "${deb#"$PWD"/}  $(stat -c %s "$deb") bytes  sha256 $(sha256sum "$deb" | cut -c1-16)..."
