// SPDX-License-Identifier: Apache-2.0
//
// Owns: how long edges take from the kernel's timestamp to the published estimate, counted. Must not know: threads, text.

/// A histogram of fixed size: the pulse thread counts without allocating.
struct LatencyCounts: Sendable, BitwiseCopyable {
  /// Upper bounds, microseconds; values above the last have their own bucket.
  static let boundsUs: InlineArray<11, Int64> = [
    50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
  ]

  /// How many lie at or below each bound and above the one before; the last one are those above all.
  private(set) var counts = InlineArray<12, Int64>(repeating: 0)
  private(set) var sumNs: Int64 = 0

  /// One edge, seen by the kernel and published at these instants.
  mutating func note(fromNs: Int64, toNs: Int64) {
    let ns = max(0, toNs &- fromNs)
    var bucket = 0
    while bucket < 11, ns > Self.boundsUs[bucket] &* 1000 { bucket += 1 }
    counts[bucket] &+= 1
    sumNs &+= ns
  }

  var count: Int64 {
    var all: Int64 = 0
    for index in 0..<12 { all &+= counts[index] }
    return all
  }
}
