#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every output of the pure modules over the recordings in Tests/Identity, bit for bit the same on three processors:
# this machine's x86_64, aarch64 under qemu's user emulation, and a Cortex-M4 (32 bits, no double-precision unit)
# on an emulated board. Then the committed digest, so that a change of the numbers is a line in a commit.
#   DEADMILL_RECORD=1 identity.sh   rewrites Tests/Identity/golden.txt, if the processors agree
set -euo pipefail
cd "$(dirname "$0")/.."

# The same order of recordings everywhere.
export LC_ALL=C
golden=Tests/Identity/golden.txt
recordings=(Tests/Identity/Recordings/*.edges)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# A Debian linker refuses what Embedded Swift marks as protected; the toolchain's own takes it.
toolchain=$(dirname "$(readlink -f "$(command -v swiftc)")")
failed=0

fail() {
  echo "identity: $*" >&2
  failed=1
}

# The name depends on which of Debian's packages brought it.
aarch64_emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || echo qemu-aarch64-static)
for tool in "$toolchain/ld.lld" "$aarch64_emulator" qemu-system-arm \
  gcc aarch64-linux-gnu-gcc arm-none-eabi-gcc python3; do
  command -v "$tool" >/dev/null || fail "$tool is missing; scripts/deps.sh identity installs what Debian has"
done
[ $failed = 0 ] || exit 1
[ "$(uname -m)" = x86_64 ] || { fail "the first processor is this machine's, which must be x86_64"; exit 1; }

# A field that is not hashed would not be compared.
folded() { # name-in-Digest.swift file: every stored field of the type in this file
  local field
  [ -e "$2" ] || { fail "$2 is not there; has it been moved?"; return; }
  for field in $(sed -nE 's/^  package var ([A-Za-z0-9]+)(:| =)[^{]*$/\1/p' "$2"); do
    grep -qF "add($1.$field)" Tests/Identity/Digest.swift || fail "$2: Tests/Identity/Digest.swift lacks add($1.$field)"
  done
}
folded counters Sources/Pulses/PulseCounters.swift
folded motion Sources/Motion/MotionEstimate.swift
folded repairs Sources/Motion/Wheel/PulseRepair.swift
folded snapshot Sources/Sets/BeltPipeline.swift
folded finished Sources/Sets/FinishedSet.swift
folded position Sources/Sets/SessionTracker.swift
[ $failed = 0 ] || exit 1

objects() { # target: the pure modules and the walk, one object each
  local target=$1 module sources
  mkdir -p "$out/$target"
  for module in Pulses Motion Sets Identity; do
    if [ $module = Identity ]; then sources=(Tests/Identity/*.swift); else mapfile -t sources < <(find Sources/$module -name '*.swift' | sort); fi
    swiftc -swift-version 6 -strict-memory-safety -warnings-as-errors -parse-as-library -wmo -O \
      -enable-experimental-feature Embedded -no-allocations -Xfrontend -function-sections \
      -package-name deadmill -target "$target" -I "$out/$target" -module-name $module -c "${sources[@]}" \
      -emit-module -emit-module-path "$out/$target/$module.swiftmodule" -o "$out/$target/$module.o" || return 1
  done
}

c_flags=(-std=c11 -O2 -Wall -Wextra -Werror -ffp-contract=off -I "$out")
modules=(Pulses.o Motion.o Sets.o Identity.o)

build_x86_64() {
  objects x86_64-unknown-linux-gnu || return 1
  gcc "${c_flags[@]}" -B "$toolchain" -fuse-ld=lld Tests/Identity/main.c \
    "${modules[@]/#/$out/x86_64-unknown-linux-gnu/}" -lm -o "$out/x86_64"
}
run_x86_64() { "$out/x86_64"; }

build_aarch64() {
  objects aarch64-none-none-elf || return 1
  aarch64-linux-gnu-gcc "${c_flags[@]}" -static -B "$toolchain" -fuse-ld=lld Tests/Identity/main.c \
    "${modules[@]/#/$out/aarch64-none-none-elf/}" -lm -o "$out/aarch64"
}
run_aarch64() { timeout 900 "$aarch64_emulator" "$out/aarch64"; }

build_cortex_m4() {
  objects armv7em-none-none-eabi || return 1
  # The linker drops a vector table that no code refers to unless it is asked for by name.
  arm-none-eabi-gcc "${c_flags[@]}" -mcpu=cortex-m4 -mthumb --specs=rdimon.specs \
    -Wl,--section-start=.vectors=0 -Wl,-u,vec -Wl,--gc-sections Tests/Identity/main.c Tests/Identity/cortex_m4.c \
    "${modules[@]/#/$out/armv7em-none-none-eabi/}" -lm -o "$out/cortex_m4"
}
run_cortex_m4() {
  timeout 900 qemu-system-arm -M mps2-an386 -cpu cortex-m4 -nographic \
    -semihosting-config enable=on,target=native -kernel "$out/cortex_m4" </dev/null
}

python3 scripts/identity_tables.py "${recordings[@]}" >"$out/recordings.h"

for platform in x86_64 aarch64 cortex_m4; do
  began=$(date +%s%N)
  if ! build_$platform >"$out/$platform.log" 2>&1; then
    cat "$out/$platform.log" >&2
    fail "$platform: does not build"
    continue
  fi
  built=$(date +%s%N)
  if ! run_$platform >"$out/$platform.said" 2>"$out/$platform.log"; then
    tail -n 5 "$out/$platform.said" "$out/$platform.log" >&2
    fail "$platform: does not run to its end"
    continue
  fi
  tr -d '\r' <"$out/$platform.said" >"$out/$platform.txt"
  ended=$(date +%s%N)
  printf '%-10s %s  built in %d s, ran %d ms\n' "$platform" "$(sed -n 's/^all: //p' "$out/$platform.txt")" \
    $(((built - began) / 1000000000)) $(((ended - built) / 1000000))
  if [ -e "$out/x86_64.txt" ] && ! diff "$out/x86_64.txt" "$out/$platform.txt" >"$out/difference"; then
    fail "$platform differs from x86_64 (<) in:"
    grep '^[<>]' "$out/difference" >&2
  fi
done
[ $failed = 0 ] || exit 1

# The control: one edge of each recording a nanosecond late must change every digest, or the comparison proves nothing.
"$out/x86_64" --control >"$out/control.txt"
walks=$(wc -l <"$out/x86_64.txt")
changed=$(comm -13 <(sort "$out/x86_64.txt") <(sort "$out/control.txt") | wc -l)
[ "$walks" -gt 1 ] || { fail "nothing was walked"; exit 1; }
[ "$changed" -eq "$walks" ] || { fail "an edge a nanosecond late changes $changed lines of $walks"; exit 1; }

if [ "${DEADMILL_RECORD:-}" = 1 ]; then
  cp "$out/x86_64.txt" "$golden"
  echo "recorded   $golden"
elif ! diff "$golden" "$out/x86_64.txt" >"$out/difference" 2>&1; then
  fail "all processors agree, but not with $golden (<):"
  grep '^[<>]' "$out/difference" >&2 || cat "$out/difference" >&2
  echo "identity: where the change is meant: DEADMILL_RECORD=1 make identity, and commit the difference" >&2
  exit 1
fi
echo "identical  $(($(wc -l <"$golden") - 1)) walks; a nanosecond's shift noticed in each"
