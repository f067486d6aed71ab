// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading the clock, medians. Must not know: what is measured.

import Foundation

/// CLOCK_MONOTONIC, nanoseconds.
@inline(__always)
func nowNs() -> Int64 {
  var time = timespec()
  // SAFETY: the C library only writes the struct.
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// The sink of all results, so that no loop is optimised away.
nonisolated(unsafe) var sink = 0.0

/// Microseconds per item of one run.
func microseconds(per items: Int, _ run: () -> Double) -> Double {
  let start = nowNs()
  // SAFETY: the bench has one thread.
  unsafe sink += run()
  return Double(nowNs() - start) / 1e3 / Double(items)
}

func text(_ value: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", value) }
