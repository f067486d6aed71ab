#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The pure modules compile as Embedded Swift with -no-allocations: the compiler itself proves that they use no heap.
# Then two control files that must be refused, since a mistyped flag would pass everything.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
nm=$(dirname "$(readlink -f "$(command -v swiftc)")")/llvm-nm
# What an object may not ask the system for.
heap='^(malloc|calloc|realloc|free|posix_memalign|aligned_alloc|swift_allocObject|swift_slowAlloc|swift_allocBox|swift_retain|swift_release)$'

compile() { # target module source...
  local target=$1 module=$2
  shift 2
  swiftc -swift-version 6 -parse-as-library -wmo -O -enable-experimental-feature Embedded -no-allocations \
    -package-name deadmill -target "$target" -I "$out/$target" -module-name "$module" \
    -emit-module -emit-module-path "$out/$target/$module.swiftmodule" -c "$@" -o "$out/$target/$module.o"
}

for target in x86_64-unknown-linux-gnu aarch64-none-none-elf armv7em-none-none-eabi; do
  mkdir -p "$out/$target"
  for module in Pulses Motion Sets; do
    mapfile -t sources < <(find "Sources/$module" -name "*.swift" | sort)
    compile "$target" "$module" "${sources[@]}"
    if [ -x "$nm" ]; then
      alien=$("$nm" -u "$out/$target/$module.o" | awk '{print $NF}' | grep -E "$heap" || true)
      [ -z "$alien" ] || { echo "purity: $module for $target uses the heap: $alien" >&2; exit 1; }
    fi
  done
  for control in Tests/Purity/*.swift.control; do
    cp "$control" "$out/Control.swift"
    if compile "$target" Control "$out/Control.swift" >"$out/said" 2>&1; then
      echo "purity: $control was accepted for $target; the check proves nothing" >&2
      exit 1
    fi
  done
  echo "pure: Pulses Motion Sets for $target; controls refused"
done
