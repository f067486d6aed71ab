// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a magnet of the wheel is not seen any more. Must not know: displays.
//
// Without one of its magnets a wheel has one gap a turn that is two arcs long. A walker's steps make gaps long and short
// as well, but do not keep time with the turns. What cannot be detected: a wheel with one magnet has nothing left, and two
// even magnets leave one that is as even as two were.

import Motion
import Pulses
import SetKeeping

/// Compares the gaps of a moving belt with the wheel as it should be, and with the wheel short of each of its magnets.
struct MagnetWatch: Sendable {
  /// Gaps that are judged together, without those that are not informative.
  private static let gapsJudged = 100
  /// Gaps in all, informative or not, before it starts over.
  private static let mostGaps = 1024
  /// Pulses after a start, whose gaps depend more on the start than on the magnets.
  private static let settlingPulses = 6
  /// Gaps to either side from which the speed is estimated: the fewer, the less of the steps is left.
  private static let leastNeighbours = 6
  /// So many judgements without one to the contrary raise the alert.
  private static let lostJudgements = 3
  private static let soundJudgements = 2

  /// Of what a missing magnet changes in the mean: the steps add to and take from it, as often the one as the other.
  private static let plainEvidence = 0.5
  /// A wheel that changes by less, as a mean square of relative gaps, is too much alike without one.
  private static let leastDifference = 0.04

  /// The wheel without one of its magnets, and how much the gaps change by that.
  private struct ShortWheel: Sendable {
    var arcs: [Double]
    var difference: Double
  }

  private let whole: [Double]
  private let short: [ShortWheel]
  private let gapsWanted: Int
  private let standstillNs: Int64
  private var gate: PulseGate
  private var lastNs: Int64?
  private var sinceStart = 0
  private var gapsNs: [Double?] = []
  private var known = 0
  private var firstNs: Int64 = 0
  private var lostCount = 0
  private var soundCount = 0
  private var suspectSinceNs: Int64 = 0
  /// Since when a magnet is not seen, belt time in nanoseconds; nil if all are, or if that cannot be decided.
  private(set) var lostSinceNs: Int64?

  init(profile: MachineProfile) {
    let wheel = profile.wheel
    whole = (0..<wheel.distinctMarks).map(wheel.arcM)
    short = Self.short(whole, isEven: wheel.isEven)
    // Several turns, however many magnets there are.
    gapsWanted = max(Self.gapsJudged, 12 * wheel.magnets)
    standstillNs = MotionStage(profile: profile).standstillNs
    gate = PulseGate(profile: profile)
  }

  /// Whether the loss of a magnet changes the pattern at all.
  var canTell: Bool { !short.isEmpty }

  private static func short(_ arcs: [Double], isEven: Bool) -> [ShortWheel] {
    guard arcs.count > 1 else { return [] }
    // Of an even wheel it does not matter which.
    return (0..<(isEven ? 1 : arcs.count)).compactMap { lost in
      var left = arcs
      let following = left.remove(at: lost)
      left[lost % left.count] += following
      let difference = variance(arcs) + variance(left)
      return difference >= leastDifference ? ShortWheel(arcs: left, difference: difference) : nil
    }
  }

  /// Of arcs relative to their mean.
  private static func variance(_ arcs: [Double]) -> Double {
    let mean = arcs.reduce(0, +) / Double(arcs.count)
    return arcs.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) } / Double(arcs.count)
  }

  mutating func step(_ edge: Edge) {
    guard canTell, let pulse = gate.step(edge) else { return }
    let timeNs = pulse.timestampNs
    defer { lastNs = timeNs }
    guard let lastNs, pulse.lostBefore == 0 else { return begin(timeNs) }
    let gapNs = Nanoseconds(from: lastNs, to: timeNs).count
    if gapNs >= standstillNs {
      stopped()
    } else {
      sinceStart += 1
      add(sinceStart > Self.settlingPulses ? Double(gapNs) : nil)
    }
    if known >= gapsWanted {
      judge()
      begin(timeNs, isMoving: true)
    } else if gapsNs.count > Self.mostGaps {
      begin(timeNs)
    }
  }

  private mutating func begin(_ timeNs: Int64, isMoving: Bool = false) {
    gapsNs.removeAll(keepingCapacity: true)
    known = 0
    firstNs = timeNs
    if !isMoving { sinceStart = 0 }
  }

  private mutating func add(_ gapNs: Double?) {
    gapsNs.append(gapNs)
    if gapNs != nil { known += 1 }
  }

  /// The belt was stopped: the wheel is where it was, but the gaps before depend more on the stop.
  private mutating func stopped() {
    for index in gapsNs.indices.suffix(PulseRepair.stoppingPulses) where gapsNs[index] != nil {
      gapsNs[index] = nil
      known -= 1
    }
    add(nil)
    sinceStart = 0
  }

  private mutating func judge() {
    guard let pattern = GapPattern(gapsNs: gapsNs, neighbours: max(Self.leastNeighbours, whole.count)) else {
      return
    }
    let asWhole = pattern.unexplained(byArcs: whole)
    let evidence = short.map { (asWhole - pattern.unexplained(byArcs: $0.arcs)) / $0.difference }.max() ?? 0
    if evidence > Self.plainEvidence {
      soundCount = 0
      lostCount += 1
      if lostCount == 1 { suspectSinceNs = firstNs }
      if lostCount >= Self.lostJudgements, lostSinceNs == nil { lostSinceNs = suspectSinceNs }
    } else if evidence < -Self.plainEvidence {
      lostCount = 0
      soundCount += 1
      if soundCount >= Self.soundJudgements { lostSinceNs = nil }
    }
  }
}
