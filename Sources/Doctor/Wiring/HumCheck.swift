// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether edges keep time like a machine and not like a person. Must not know: other faults.
//
// Steps swing a belt, and no one keeps a speed exactly: over some seconds the count of a walker's pulses wanders from the
// even train that fits it best. Mains hum, motors and dimmers do not, however noisy each single edge is. At a frequency
// that belongs to the mains more noise and a shorter train are allowed. Cycles that are missing between do not matter.

import LiveFeed
import Motion
import Pulses

/// Finds even trains of edges.
struct HumCheck {
  /// What makes a train. Many slots pass within a part of a step, so that it must last for some time as well.
  private struct Train {
    var edges: Int
    var seconds: Double
    /// What is left of the even train that fits best, root mean square, over its period.
    var mostLeft: Double
    var isMains: Bool
  }

  private static let trains = [
    Train(edges: 60, seconds: 0.5, mostLeft: 0.07, isMains: true),
    Train(edges: 100, seconds: 2, mostLeft: 0.035, isMains: false),
  ]
  /// Bursts of a dimmer or a motor: shorter, so that more of all edges must be in them.
  private static let bursts = [Train(edges: 24, seconds: 0.2, mostLeft: 0.05, isMains: true)]
  /// No more cycles than this may be missing between two edges.
  private static let mostMissing = 4.0
  /// So much of all edges in even trains is hum.
  private static let leastShare = 0.2
  private static let leastBurstShare = 0.6
  private static let rangeHz = 12.0...500.0

  let findings: [Finding]
  /// Edges of one transition per second; nil if there is no even train.
  let frequencyHz: Double?

  init(_ series: WiringSeries) {
    let timestamps = series.arrivalsNs.map { Nanoseconds(from: series.arrivalsNs.first ?? 0, to: $0).seconds }
    guard
      let (edges, typical) = Self.found(Self.trains, timestamps, leastShare: Self.leastShare)
        ?? Self.found(Self.bursts, timestamps, leastShare: Self.leastBurstShare)
    else {
      findings = []
      frequencyHz = nil
      return
    }
    frequencyHz = typical
    let share = WiringText.percent(Double(edges) / Double(timestamps.count))
    findings = [
      series.finding(
        .fault,
        "\(share) of the edges come evenly at \(Self.text(typical)): that is interference, not a person's steps",
        WiringRemedy.noise + "; where a motor drives the belt, switch it off for this test")
    ]
  }

  /// How many edges are in trains, and their typical frequency; nil if they are too few.
  private static func found(_ kinds: [Train], _ timestamps: [Double], leastShare: Double)
    -> (edges: Int, frequencyHz: Double)?
  {
    guard let shortest = kinds.map(\.edges).min() else { return nil }
    var trains: [(frequencyHz: Double, edges: Int)] = []
    var at = 0
    while at + shortest <= timestamps.count {
      let found = kinds.lazy.compactMap { train(timestamps, from: at, $0) }.first
      if let found { trains.append(found) }
      at += found?.edges ?? step(timestamps, from: at, least: shortest / 4)
    }
    let edges = trains.reduce(0) { $0 + $1.edges }
    guard edges > 0, Double(edges) >= leastShare * Double(timestamps.count),
      let typical = trains.map(\.frequencyHz).median
    else { return nil }
    return (edges, typical)
  }

  /// How many edges to go on by: many slots pass in a moment, and each window is judged as a whole.
  private static func step(_ timestamps: [Double], from first: Int, least: Int) -> Int {
    var step = least
    while first + step < timestamps.count, timestamps[first + step] - timestamps[first] < 0.15 {
      step += least
    }
    return step
  }

  /// The shortest train from an edge on that has enough edges and lasts long enough; nil if there is none.
  private static func train(_ timestamps: [Double], from first: Int, _ train: Train) -> (
    frequencyHz: Double, edges: Int
  )? {
    var end = first + train.edges
    // Faster than any hum: a flooded line is not looked at edge by edge.
    guard end <= timestamps.count,
      timestamps[end - 1] - timestamps[first] > Double(train.edges) / (2 * rangeHz.upperBound)
    else {
      return nil
    }
    while end <= timestamps.count, timestamps[end - 1] - timestamps[first] < train.seconds {
      end += train.edges / 4
    }
    guard end <= timestamps.count,
      let frequencyHz = frequency(Array(timestamps[first..<end]), mostLeft: train.mostLeft)
    else { return nil }
    guard !train.isMains || mains(frequencyHz) != nil else { return nil }
    return (frequencyHz, end - first)
  }

  /// The frequency of an even train; nil if these edges are none.
  private static func frequency(_ times: [Double], mostLeft: Double) -> Double? {
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
    guard var period = gaps.quantile(0.4), period > 0 else { return nil }
    // Counted in periods; the period is refined with what was counted, until the counts no longer change.
    for _ in 0..<4 {
      guard let counts = counts(gaps, period) else { return nil }
      guard let fit = Fit(counts, times) else { return nil }
      period = fit.period
      guard rangeHz.contains(1 / period) else { return nil }
      if fit.left < mostLeft * period { return 1 / period }
    }
    return nil
  }

  /// The place of each edge in the train; nil if too many cycles are missing.
  private static func counts(_ gaps: [Double], _ period: Double) -> [Double]? {
    var counts = [0.0]
    for gap in gaps {
      let cycles = (gap / period).rounded()
      guard cycles >= 1, cycles <= mostMissing else { return nil }
      counts.append(counts[counts.count - 1] + cycles)
    }
    return counts
  }

  /// The mains and its multiple or part that a frequency is; nil if it is none.
  static func mains(_ frequencyHz: Double) -> (mainsHz: Double, multiple: Double)? {
    for mains in [50.0, 60.0] {
      for multiple in [0.25, 1.0 / 3, 0.5, 1, 2, 3, 4, 6]
      where abs(frequencyHz / (mains * multiple) - 1) < 0.006 {
        return (mains, multiple)
      }
    }
    return nil
  }

  private static func text(_ frequencyHz: Double) -> String {
    guard let (mains, multiple) = mains(frequencyHz) else { return "\(WiringText.fixed(frequencyHz)) Hz" }
    let of =
      multiple == 1
      ? "mains frequency" : multiple > 1 ? "\(Int(multiple)) times mains" : "a part of mains frequency"
    return "\(WiringText.fixed(mains * multiple)) Hz (\(of))"
  }
}

/// A straight line through times by count.
private struct Fit {
  let period: Double
  /// Root mean square of what is left, seconds.
  let left: Double

  init?(_ counts: [Double], _ times: [Double]) {
    let number = Double(counts.count)
    let meanCount = counts.reduce(0, +) / number
    let meanTime = times.reduce(0, +) / number
    var square = 0.0
    var product = 0.0
    for (count, time) in zip(counts, times) {
      square += (count - meanCount) * (count - meanCount)
      product += (count - meanCount) * (time - meanTime)
    }
    guard square > 0, product > 0 else { return nil }
    let slope = product / square
    period = slope
    let squares = zip(counts, times).map { count, time in
      let difference = time - meanTime - slope * (count - meanCount)
      return difference * difference
    }
    left = (squares.reduce(0, +) / number).squareRoot()
  }
}
