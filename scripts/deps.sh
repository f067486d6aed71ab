#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that are missing. Silent where none is; asks nothing.
#   deps.sh KIND...: build, test, identity, bench, captures, readers, web, torture, deb, arm64, appliance,
#     footprint, peers-bluetooth, peers-mqtt, peers-uploads
set -euo pipefail

need=()
for kind in "$@"; do
  case $kind in
  build) need+=(libgpiod-dev libudev-dev libsystemd-dev libsqlite3-dev libncurses-dev libqrencode-dev
    libcrypt-dev libmosquitto-dev libpq-dev pkg-config) ;;
  test) need+=(systemd dbus-daemon qemu-system-x86 busybox-static python3 gcc libc6-dev debian-archive-keyring) ;;
  identity) need+=(qemu-system-arm qemu-user-static gcc-arm-none-eabi libnewlib-arm-none-eabi
    gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc libc6-dev python3) ;;
  deb)
    need+=(debhelper dpkg-dev po-debconf lintian man-db mandoc python3 systemd)
    # Where binutils has no gold of its own any more: the linker that takes its place leaves out what makes the program's
    # relocated data read-only.
    command -v ld.gold >/dev/null || need+=(binutils-gold)
    ;;
  appliance) need+=(qemu-system-x86 busybox-static python3 gcc libc6-dev debian-archive-keyring mmdebstrap genext2fs
    e2fsprogs) ;;
  arm64) need+=(mmdebstrap arch-test qemu-user-static qemu-system-arm gcc-aarch64-linux-gnu libc6-dev-arm64-cross
    debian-archive-keyring python3) ;;
  bench) need+=(valgrind binutils wrk) ;;
  footprint) need+=(gcc libc6-dev python3) ;;
  captures) need+=(tmux python3) ;;
  readers) need+=(python3 python3-venv) ;;
  web) need+=(chromium fonts-dejavu-core zbar-tools openssl python3 python3-venv) ;;
  chain) need+=(postgresql haproxy python3 python3-venv) ;;
  peers-uploads) need+=(openssl python3 mount) ;;
  peers-mqtt) need+=(mosquitto openssl python3 python3-venv) ;;
  torture) need+=(e2fsprogs mount util-linux bsdextrautils) ;;
  peers-bluetooth) need+=(bluez dbus-daemon util-linux qemu-system-x86 busybox-static python3 python3-venv debian-archive-keyring) ;;
  *) echo "deps.sh: $kind: no such kind" >&2; exit 2 ;;
  esac
done

if ! command -v swift >/dev/null; then
  echo "Swift 6.2 or newer is needed: see https://www.swift.org/install/linux/" >&2
  exit 1
fi
version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -1)
read -r major minor <<<"${version:-0 0}"
if ((major < 6 || (major == 6 && minor < 2))); then
  echo "Swift 6.2 or newer is needed, this is $major.$minor: see https://www.swift.org/install/linux/" >&2
  exit 1
fi

command -v dpkg-query >/dev/null || { echo "Not a Debian system: install the equivalents of ${need[*]}"; exit 0; }
missing=()
for package in "${need[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "Install as root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo -n)
fi
echo "Installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; }
# A fresh machine has no package lists yet.
install >/dev/null 2>&1 || { "${as_root[@]}" apt-get update -qq && install >/dev/null; }
