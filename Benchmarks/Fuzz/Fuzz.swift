// SPDX-License-Identifier: Apache-2.0
//
// Owns: `make fuzz`: how many edges of which kinds go through the pure stages. Must not know: the invariants.
//
//     fuzz [EDGES] [SEED]     default 10000000 1; a failure prints the seed that reproduces it

import Foundation

@main
enum Fuzz {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let edges = arguments.first ?? 10_000_000
    var seed = arguments.dropFirst().first ?? 1
    var left = Int64(edges)
    var totals = FuzzTotals()
    while left > 0 {
      var run = FuzzRun(seed: seed, kind: FuzzKind(seed: seed))
      let count = min(left, 20_000)
      if let broken = run.play(edges: Int(count), &totals) {
        print("broken with seed \(seed): \(broken)")
        exit(1)
      }
      left -= count
      seed += 1
    }
    print(
      "\(edges) edges, \(totals.snapshots) snapshots, \(totals.sets) sets, \(totals.refused) profiles refused: all invariants held"
    )
  }
}

/// The source of a run's edges.
enum FuzzKind {
  /// Anything, one edge independent of the next.
  case anything
  /// Levels: both transitions, floods, edges lost between them, equal timestamps.
  case levels
  /// A walk with several faults of the sensor at once.
  case faults

  /// Simulated walks cost most: one run in sixteen.
  init(seed: UInt64) {
    switch seed % 16 {
    case 3: self = .faults
    case 1, 6, 9, 12: self = .levels
    default: self = .anything
    }
  }
}

struct FuzzTotals {
  var snapshots = 0
  var sets = 0
  var refused = 0
}
