// SPDX-License-Identifier: Apache-2.0
//
// Owns: for which share of a gap each magnet is before the sensor, and whether the line is the other way round.
// Must not know: other faults.

import LiveFeed
import Motion
import Pulses
import Settings

/// Looks at how long the line is at a magnet's level.
struct LevelCheck {
  /// From here on the line is at the magnet's level most of the time.
  private static let reversedShare = 0.6
  /// Less than this is a magnet that the sensor nearly misses.
  private static let faintShare = 0.02
  private static let leastPasses = 8
  /// With more magnets, only the smallest and the largest value are reported.
  private static let mostListed = 8

  let findings: [Finding]
  /// How much of the time the line was at the level of a magnet; nil if that is unknown.
  let activeShare: Double?
  /// Dwell over gap of each magnet of a turn; empty if too few passes were seen.
  let dutyByMagnet: [Double]

  init(_ series: WiringSeries) {
    activeShare = Self.activeShare(series)
    let magnets = series.machine.profile.wheel.magnets
    dutyByMagnet = Self.duty(series.passes, magnets: magnets)
    guard let activeShare else {
      findings = []
      return
    }
    let text =
      "the line is at a magnet's level \(WiringText.percent(activeShare)) of the time while the belt moves"
    if activeShare > Self.reversedShare {
      let other = series.machine.profile.pulseEdge == .falling ? "rising" : "falling"
      findings = [
        series.finding(
          .warning, text + ": the sensor is normally closed, or its polarity is reversed",
          "set `edge: \(other)`; the edge of an arriving magnet is more exact than that of a leaving one")
      ]
      return
    }
    var all = [series.finding(.good, text + Self.list(dutyByMagnet))]
    if let least = dutyByMagnet.min(), least < Self.faintShare {
      all.append(
        series.finding(
          .warning,
          "a magnet is seen for only \(WiringText.percent(least)) of its gap: a fast belt may miss it",
          WiringRemedy.distance))
    }
    findings = all
  }

  private static func list(_ duty: [Double]) -> String {
    guard let least = duty.min(), let most = duty.max() else { return "" }
    if duty.count > mostListed {
      return
        "; dwell over gap of \(duty.count) magnets \(WiringText.percent(least)) to \(WiringText.percent(most))"
    }
    return "; dwell over gap by magnet: " + duty.map(WiringText.percent).joined(separator: ", ")
  }

  /// The median of each place in the turn: a stop says nothing about the magnet before it.
  private static func duty(_ passes: [WiringPass], magnets: Int) -> [Double] {
    guard passes.count >= leastPasses, passes.count > 2 * magnets else { return [] }
    var shares = [[Double]](repeating: [], count: magnets)
    for index in 0..<(passes.count - 1) {
      let gapNs = WiringSeries.length(passes[index].arrivalNs, passes[index + 1].arrivalNs)
      guard let dwellNs = passes[index].dwellNs, gapNs > 0, gapNs < WiringSeries.stopNs else { continue }
      shares[index % magnets].append(min(1, Double(dwellNs) / Double(gapNs)))
    }
    let medians = shares.compactMap(\.median)
    return medians.count == magnets ? medians : []
  }

  private static func activeShare(_ series: WiringSeries) -> Double? {
    guard series.hasBoth, series.machine.profile.sensor == .single else { return nil }
    let active = series.machine.profile.pulseEdge
    guard active != .both else { return nil }
    var activeNs = 0.0
    var wholeNs = 0.0
    for (edge, next) in zip(series.edges, series.edges.dropFirst()) {
      // Standing still says nothing, and neither does a pair between which an edge is missing.
      let gapNs = WiringSeries.length(edge.timestampNs, next.timestampNs)
      guard edge.transition != next.transition, gapNs < WiringSeries.stopNs else { continue }
      wholeNs += Double(gapNs)
      if active.matches(edge.transition) { activeNs += Double(gapNs) }
    }
    return wholeNs > 0 ? activeNs / wholeNs : nil
  }
}
