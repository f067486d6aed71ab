// SPDX-License-Identifier: Apache-2.0
//
// Owns: edges that are too many: a flooded line, one that never rests, pulses that no belt makes, losses.
// Must not know: other faults.

import Hardware
import LiveFeed
import Motion
import Pulses
import Settings
import Text

/// Looks at how many edges come.
struct RateCheck {
  /// Edges that one magnet makes at most, with its bounces.
  private static let edgesPerPulse = 8.0
  private static let windowNs: Int64 = 500_000_000
  /// A line that is faster than any belt for so much of the time never rests.
  private static let mostFast = 0.5
  private static let mostRepeats = 0.2
  /// More of the arrivals than this that no person can make are no belt.
  private static let mostImpossible = 0.15
  /// So many edges per pulse, with no pause longer than this share of a gap, are no bounce.
  private static let restlessEdges = 5.0
  private static let longestPause = 0.4
  private static let leastEdges = 20

  let findings: [Finding]
  /// Whether what comes cannot be a belt.
  let isNoise: Bool

  /// - Parameter doubles: whether contacts that answer twice explain what no person can make.
  init(_ series: WiringSeries, doubles: Bool) {
    let wheel = series.machine.profile.wheel
    let counts = Self.counts(series.edges)
    let windowS = Nanoseconds(Self.windowNs).seconds
    let most = Double(counts.max() ?? 0) / windowS
    let fastest = Self.edgesPerPulse * PulseGate.fastestBeltMps / wheel.meanArcM
    let fast = counts.count { Double($0) / windowS > fastest }
    let isFlooded = most > Double(FloodGuard.mostEdgesPerS)
    let neverRests =
      !counts.isEmpty && Double(fast) > Self.mostFast * Double(counts.count) || Self.isRestless(series)
    let impossible = Double(series.counters.impossible + series.counters.implausible)
    let isImpossible = !doubles && impossible > Self.mostImpossible * Double(max(1, series.arrivalsNs.count))
    isNoise = isFlooded || neverRests || isImpossible
    var all: [Finding] = []
    if isFlooded {
      all.append(
        series.finding(.fault, "the line is flooded: up to \(Int(most)) edges per second", Self.open))
    } else if neverRests {
      all.append(
        series.finding(
          .fault, "the line never rests: up to \(Int(most)) edges per second, unlike any belt",
          Self.open))
    }
    if !doubles { all += [Self.impossible(series, isMost: isImpossible)].compactMap { $0 } }
    all += [Self.repeats(series), Self.lost(series)].compactMap { $0 }
    findings = all
  }

  private static let open =
    "an input that is left open, or a sensor without its ground, looks like that: check the plug and the ground; then "
    + WiringRemedy.noise

  /// Edges all over the gap, and not around the arrival and the leaving of a magnet.
  private static func isRestless(_ series: WiringSeries) -> Bool {
    guard series.hasBoth, Double(series.edges.count) > restlessEdges * Double(series.pulsesNs.count) else {
      return false
    }
    var pauses: [Double] = []
    var index = 0
    for (fromNs, toNs) in zip(series.pulsesNs, series.pulsesNs.dropFirst()) {
      var longest: Int64 = 0
      while index < series.edges.count, series.edges[index].timestampNs < fromNs { index += 1 }
      var beforeNs = fromNs
      while index < series.edges.count, series.edges[index].timestampNs < toNs {
        longest = max(longest, WiringSeries.length(beforeNs, series.edges[index].timestampNs))
        beforeNs = series.edges[index].timestampNs
        index += 1
      }
      longest = max(longest, WiringSeries.length(beforeNs, toNs))
      let gapNs = WiringSeries.length(fromNs, toNs)
      if gapNs > 0, gapNs < WiringSeries.stopNs { pauses.append(Double(longest) / Double(gapNs)) }
    }
    return pauses.median.map { $0 < longestPause } ?? false
  }

  /// Edges in each window of the recording that has any.
  private static func counts(_ edges: [Edge]) -> [Int] {
    var counts: [Int] = []
    var beganNs: Int64?
    for edge in edges {
      if let began = beganNs, WiringSeries.length(began, edge.timestampNs) < windowNs {
        counts[counts.count - 1] += 1
      } else {
        beganNs = edge.timestampNs
        counts.append(1)
      }
    }
    return counts
  }

  private static func impossible(_ series: WiringSeries, isMost: Bool) -> Finding? {
    let count = series.counters.implausible + series.counters.impossible
    guard count > 0 else { return nil }
    return series.finding(
      isMost ? .fault : .warning,
      "\(CountText.of(Int(count), "edge")) that no person can make on a belt of this mass",
      "a loose plug or noise on the cable: " + WiringRemedy.noise + "; or `magnets:` is too small a number")
  }

  private static func repeats(_ series: WiringSeries) -> Finding? {
    let share = Double(series.repeats) / Double(max(1, series.edges.count))
    guard series.edges.count >= leastEdges, share > mostRepeats else { return nil }
    return series.finding(
      .warning,
      "\(WiringText.percent(share)) of the edges repeat the level before them: spikes too short to be read, or lost edges",
      WiringRemedy.noise)
  }

  private static func lost(_ series: WiringSeries) -> Finding? {
    guard series.counters.lostEdges > 0 else { return nil }
    return series.finding(
      .warning, "\(CountText.of(Int(series.counters.lostEdges), "edge")) lost before they were read",
      "check for noise on the line, and what else keeps the computer busy")
  }
}
