// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether gaps jump about as no belt's do: a magnet at the switching point, bursts of interference.
// Must not know: other faults.
//
// A belt is heavy: each gap is much like the one before it, or like the one a turn before where the magnets are uneven. A
// magnet parked at the switching point on a trembling floor gives gaps that are unrelated to each other.

import Foundation
import LiveFeed
import Motion
import Pulses

/// Finds edges without a moving belt.
struct ChatterCheck {
  private static let leastGaps = 30
  /// Typical change from a gap to the one it should be like, natural logarithm of their ratio.
  private static let mostJump = 0.25
  private static let longestLag = 16
  /// Stretches without a stop that last less than this are bursts, seconds.
  private static let longestBurstS = 0.6
  private static let leastBursts = 3
  /// No contact bounces longer, nanoseconds; passes at which it may seem so, where a belt starts or stops.
  private static let longestBounceNs: Int64 = 40_000_000
  private static let mostStrays = 0.08
  private static let leastBurstEdges = 3

  let findings: [Finding]
  let isFound: Bool

  init(_ series: WiringSeries) {
    let stretches = Self.stretches(series.arrivalsNs)
    let bursts = stretches.filter { $0.edges >= Self.leastBurstEdges }
    if bursts.count >= Self.leastBursts, bursts.allSatisfy({ $0.seconds < Self.longestBurstS }) {
      isFound = true
      findings = [
        series.finding(
          .fault,
          "edges come in \(bursts.count) short bursts with long pauses, no belt moves like that: a motor, a compressor or a "
            + "dimmer nearby, or a loose plug", WiringRemedy.noise)
      ]
      return
    }
    let strays = series.passes.map { max($0.closingNs, $0.openingNs) }.filter { $0 > Self.longestBounceNs }
    if series.passes.count >= Self.leastGaps, let longest = strays.max(),
      Double(strays.count) > Self.mostStrays * Double(series.passes.count)
    {
      isFound = true
      findings = [Self.chatter(series, strays.count, longest)]
      return
    }
    let gaps = series.movingGapsS
    let jump = Self.jump(gaps)
    isFound = gaps.count >= Self.leastGaps && jump > Self.mostJump
    findings =
      isFound
      ? [
        series.finding(
          .fault,
          "the gaps between pulses jump by \(WiringText.percent(exp(jump) - 1)) from one to the next, no belt moves like that: "
            + "chatter of a magnet parked at the switching point, or a loose plug", Self.remedy)
      ] : []
  }

  private static func chatter(_ series: WiringSeries, _ strays: Int, _ longestNs: Int64) -> Finding {
    series.finding(
      .fault,
      "the line answers again at \(WiringText.percent(Double(strays) / Double(series.passes.count))) of the passes, up to "
        + "\(WiringText.milliseconds(longestNs)) later, no contact bounces that long: chatter of a magnet parked at the "
        + "switching point, or a loose plug", remedy)
  }

  private static let remedy =
    "turn the belt so that no magnet stands before the sensor, and fix the sensor so that nothing trembles; "
    + WiringRemedy.distance + "; " + WiringRemedy.noise

  /// How many arrivals follow each other without a stop, and for how long.
  private static func stretches(_ arrivalsNs: [Int64]) -> [(edges: Int, seconds: Double)] {
    var all: [(edges: Int, seconds: Double)] = []
    var begunNs: Int64?
    var lastNs: Int64 = 0
    var edges = 0
    func close() {
      if let begunNs { all.append((edges, Nanoseconds(from: begunNs, to: lastNs).notNegative.seconds)) }
    }
    for stampNs in arrivalsNs {
      if begunNs == nil || WiringSeries.length(lastNs, stampNs) >= WiringSeries.stopNs {
        close()
        begunNs = stampNs
        edges = 0
      }
      edges += 1
      lastNs = stampNs
    }
    close()
    return all
  }

  /// The typical change from a gap to the one that it is most like: the one before, or one some places before.
  private static func jump(_ gaps: [Double]) -> Double {
    var least = Double.infinity
    for lag in 1...longestLag where gaps.count > 2 * lag + leastGaps / 2 {
      let changes = zip(gaps, gaps.dropFirst(lag)).map { abs(log($1 / $0)) }
      least = min(least, changes.median ?? .infinity)
    }
    return least.isFinite ? least : 0
  }
}
