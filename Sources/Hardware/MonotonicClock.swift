// SPDX-License-Identifier: Apache-2.0
//
// Owns: the kernel's clock that stamps edges, and the boot it belongs to. Must not know: wall time.

import Glibc

/// CLOCK_MONOTONIC, the clock of every edge.
package enum MonotonicClock {
  /// Nanoseconds since some point before boot.
  package static var nowNs: Int64 {
    var time = timespec()
    // SAFETY: `time` outlives the call, which only fills it.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

/// Which boot CLOCK_MONOTONIC counts from.
package enum BootId {
  /// The kernel's random number of this boot; `unknown` where /proc is not there.
  package static func read() -> String {
    // SAFETY: a path that lives for ever.
    let descriptor = unsafe open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "unknown" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64)
    // SAFETY: the size handed over is the array's own.
    let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return "unknown" }
    return String(decoding: bytes.prefix(count).prefix { $0 > 32 }, as: UTF8.self)
  }
}
