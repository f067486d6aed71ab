#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Debian package for arm64 and Debian 13, built on an amd64: compiled across with Debian's Swift, packed by arm64's own
# tools under qemu. As root, since it changes roots. What it fetches, some gigabytes, stays in .cross.
#   cross-arm64.sh FOLDER            leaves FOLDER/NAME_VERSION_arm64.deb of deadmill, deadmill-connect and deadmill-hub
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
cross=$PWD/.cross
sdk=deadmill-arm64
triple=aarch64-unknown-linux-gnu
mirror=$(python3 -c 'import sys; sys.path.insert(0, "Tests/Lab"); import debian; print(debian.mirror())')

need() {
  command -v "$1" >/dev/null || { echo "$1 is not installed (package $2)" >&2; exit 1; }
}

# Programs for arm64 run as if they were this machine's.
emulation() {
  local known=/proc/sys/fs/binfmt_misc
  [ -e $known/register ] || mount -t binfmt_misc binfmt_misc $known
  [ -e $known/qemu-aarch64 ] || cat /usr/lib/binfmt.d/qemu-aarch64.conf >$known/register
}

# once NAME COMMAND...: makes .cross/NAME, unless it is there as a whole.
once() {
  local made=$cross/$1
  shift
  [ ! -e "$made.made" ] || return 0
  rm -rf "$made"
  "$@" "$made"
  touch "$made.made"
}

# tree FOLDER SUITE OPTION...: a Debian, from the mirror of this machine and as old as this machine takes it.
tree() {
  local folder=$1 suite=$2
  shift 2
  eval "$(apt-config shell valid Acquire::Check-Valid-Until)"
  mmdebstrap --quiet ${valid:+--aptopt="Acquire::Check-Valid-Until \"$valid\""} "$@" "$suite" "$folder" "$mirror"
}

# The compiler, for this machine; it compiles the package's manifest to run it here.
compiler() { tree "$1" sid --variant=apt --include=swiftlang,g++,git,ca-certificates; }

# Swift's libraries for arm64; the compiler reads only those of its own version.
libraries() {
  python3 - "$cross" "$1" <<'PYTHON'
import sys
sys.path.insert(0, "Tests/Lab")
from debian import Suite, extract
cross, made = sys.argv[1:]
suite = Suite("sid", cross + "/arm64", "arm64")
suite.update()
for package in suite.download(["swiftlang"], cross + "/arm64/debs"):
    extract(package, made)
PYTHON
}

# The system that the package is for: its libraries to link with, its tools to pack with.
system() {
  local packages
  packages=$(sed -n '/^Build-Depends:/,/^Standards/p' debian/control |
    sed -E '/^Standards/d; s/^Build-Depends://; s/[(|:].*//; s/[ ,]//g' | paste -sd,)
  tree "$1" trixie --architectures=arm64 --variant=buildd --include="git,$packages"
}

# What SwiftPM calls an SDK: the system's tree, Swift's libraries in it, the tools to use.
describe() {
  local folder=$cross/sdks/$sdk.artifactbundle
  mkdir -p "$folder/arm64"
  cat >"$folder/info.json" <<JSON
{"schemaVersion": "1.0", "artifacts": {"$sdk": {"type": "swiftSDK", "version": "1",
  "variants": [{"path": "arm64", "supportedTriples": ["x86_64-unknown-linux-gnu", "x86_64-pc-linux-gnu"]}]}}}
JSON
  cat >"$folder/arm64/swift-sdk.json" <<JSON
{"schemaVersion": "4.0", "targetTriples": {"$triple": {"sdkRootPath": "/target",
  "swiftResourcesPath": "/libraries/swift",
  "swiftStaticResourcesPath": "/libraries/swift_static", "toolsetPaths": ["toolset.json"]}}}
JSON
  cat >"$folder/arm64/toolset.json" <<JSON
{"schemaVersion": "1.0", "rootPath": "/usr/libexec/swift/bin",
  "swiftCompiler": {"extraCLIOptions": ["-use-ld=lld"]}, "linker": {"path": "ld.lld"}}
JSON
}

# compile PRODUCT. Everything that is mounted goes with the shell that mounted it. The driver looks for one file of Swift's libraries in the
# system's tree, whatever the SDK says.
compile() {
  swift package resolve --scratch-path "$out"
  mkdir -p "$cross"/compiler/{src,target,libraries,sdks} "$cross/system/usr/lib/swift_static"
  unshare --mount bash -euc '
    cd "$1"
    mount -t proc proc compiler/proc
    mount --bind "$2" compiler/src
    mount --bind system compiler/target
    mount --bind libraries/usr/libexec/swift/lib compiler/libraries
    mount --bind libraries/usr/libexec/swift/lib/swift_static compiler/target/usr/lib/swift_static
    mount --bind sdks compiler/sdks
    chroot compiler env HOME=/tmp SWIFT_BACKTRACE=enable=no PKG_CONFIG_PATH=/target/usr/lib/aarch64-linux-gnu/pkgconfig \
      swift build --package-path /src --scratch-path "/src/$4" --disable-automatic-resolution \
      -c release --product "$5" --static-swift-stdlib --swift-sdks-path /sdks --swift-sdk "$3"
  ' compile "$cross" "$PWD" $sdk "$out" "$1"
}

# Under emulation nothing is packed tight, that would take minutes; it is packed again outside.
pack() {
  local deb epoch unpacked
  epoch=$(dpkg-parsechangelog -STimestamp)
  mkdir -p "$cross/system/src"
  SOURCE_DATE_EPOCH=$epoch DPKG_DEB_COMPRESSOR_TYPE=none unshare --mount bash -euc '
    mount -t proc proc "$1/proc"
    mount --bind "$2" "$1/src"
    chroot "$1" bash -euc "cd /src; dpkg-checkbuilddeps; debian/rules clean
      debian/rules binary OUT=/src/$3 STATIC_DIR=$3 BUILT=yes; debian/rules clean"
  ' pack "$cross/system" "$PWD" "$out" >"$cross/packed" 2>&1 || { tail -30 "$cross/packed" >&2; exit 1; }
  for deb in "$out"/deadmill{,-connect,-hub}_"$(scripts/version.sh)"_arm64.deb; do
    unpacked=$(mktemp -d)
    dpkg-deb --raw-extract "$deb" "$unpacked/package"
    SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group --build "$unpacked/package" "$deb" >/dev/null
    rm -r "$unpacked"
    lintian --allow-root --fail-on error,warning "$deb"
    echo "$deb  $(stat -c %s "$deb") bytes"
  done
  echo "lintian: no errors, no warnings"
}

need mmdebstrap mmdebstrap
need qemu-aarch64-static qemu-user-static
[ "$(id -u)" = 0 ] || { echo "as root: it changes roots" >&2; exit 1; }
emulation
mkdir -p "$cross" "$out"
once compiler compiler
once libraries libraries
once system system
describe
compile deadmill
compile deadmill-connect
compile deadmill-hub
pack
