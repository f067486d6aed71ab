// SPDX-License-Identifier: Apache-2.0
//
// Owns: magnets that are counted twice, or missed, now and then. Must not know: other faults.
//
// A contact that bounces where it opens, or a magnet of which both poles switch, adds a pulse a constant share of the gap
// after the magnet's own. Where that happens at some passes only, short gaps and what is left of theirs follow each other
// at random: joined, the gaps are as even as a belt's are. A magnet that is missed leaves one gap of two.

import Foundation
import LiveFeed
import Motion
import Pulses
import SetKeeping
import Settings

/// Looks at gaps that are too short or too long for their neighbours.
struct DoubleCheck {
  private static let leastPulses = 40
  /// A pulse that splits a gap further from its middle than this.
  private static let mostShare = 0.47
  /// How much the place of the second pulse may vary, as a share of the gap.
  private static let spread = 0.08
  private static let leastDoubles = 0.03
  /// The joined gaps must be this much more even.
  private static let plainGain = 0.6
  private static let missedRatio = 1.65...2.5
  private static let leastMissed = 0.01

  let findings: [Finding]
  /// Whether distances counted with this sensor are not to be relied on.
  let isWrong: Bool
  /// Whether magnets are seen twice.
  let isDoubled: Bool

  init(_ series: WiringSeries) {
    let gaps = series.movingGapsS
    guard gaps.count >= Self.leastPulses, series.machine.profile.wheel.isNearlyEven else {
      findings = []
      isWrong = false
      isDoubled = false
      return
    }
    if !series.hasBoth, let doubles = Self.doubles(gaps) {
      isWrong = true
      isDoubled = true
      findings = [Self.finding(doubles, series)]
      return
    }
    isDoubled = false
    // One magnet that is never seen is a matter of the wheel, not of the sensor.
    let magnets = series.machine.profile.wheel.magnets
    let hasPeriod = GapPattern(series.candidatesNs)?.period(besides: magnets) != nil
    let missed = hasPeriod ? 0 : Self.missed(gaps)
    let share = Double(missed) / Double(gaps.count + missed)
    isWrong = share > Self.leastMissed
    findings =
      isWrong
      ? [
        series.finding(
          .fault, "a magnet is missed at \(WiringText.percent(share)) of the passes: distance is too small",
          WiringRemedy.distance + "; a weak magnet is missed when the belt is fast")
      ] : []
  }

  /// Seconds of a gap, and how many are split at which share of it.
  private struct Doubles {
    var share: Double
    var passShare: Double
    var firstS: Double
  }

  private static func finding(_ doubles: Doubles, _ series: WiringSeries) -> Finding {
    let passes = WiringText.percent(doubles.passShare)
    let after = WiringText.percent(doubles.share)
    return series.finding(
      .warning,
      "\(passes) of the magnets are seen twice, the second time \(after) of a gap after the first "
        + "(typically \(WiringText.fixed(1000 * doubles.firstS)) ms): opening bounce, or both poles of a magnet switch; "
        + "with one transition only the rhythm separates them, and distance is less certain",
      "record both transitions (`deadmill record`), with which such bounces are recognised; turn the magnet so that one pole "
        + "faces the sensor; a Hall switch does not bounce; a capacitor of 10 to 100 nF with a pull-up of 1 to 4.7 kOhm "
        + "removes short bounces")
  }

  private static func doubles(_ gaps: [Double]) -> Doubles? {
    let before = unevenness(gaps)
    var best: (doubles: Doubles, after: Double)?
    for centre in stride(from: 0.04, through: 0.45, by: 0.02) {
      let (joined, firsts) = join(gaps, centre: centre)
      guard joined.count > gaps.count / 3, Double(firsts.count) >= leastDoubles * Double(joined.count) else {
        continue
      }
      let after = unevenness(joined)
      guard after < plainGain * before, after < best?.after ?? .infinity else { continue }
      let doubles = Doubles(
        share: (firsts.median ?? 0) / (joined.median ?? 1),
        passShare: Double(firsts.count) / Double(joined.count), firstS: firsts.median ?? 0)
      best = (doubles, after)
    }
    return best?.doubles
  }

  /// Joins each short gap with the next one if it is the expected share of both.
  private static func join(_ gaps: [Double], centre: Double) -> (joined: [Double], firsts: [Double]) {
    var joined: [Double] = []
    var firsts: [Double] = []
    var index = 0
    while index < gaps.count {
      if index + 1 < gaps.count {
        let whole = gaps[index] + gaps[index + 1]
        let share = gaps[index] / whole
        if share < mostShare, abs(share - centre) < spread, isTypical(whole, after: joined) {
          joined.append(whole)
          firsts.append(gaps[index])
          index += 2
          continue
        }
      }
      joined.append(gaps[index])
      index += 1
    }
    return (joined, firsts)
  }

  private static func isTypical(_ gap: Double, after joined: [Double]) -> Bool {
    let recent = Array(joined[max(0, joined.count - 5)...])
    return recent.median.map { gap < 1.5 * $0 } ?? true
  }

  /// How much gaps differ from the one before them, on average, relative.
  private static func unevenness(_ gaps: [Double]) -> Double {
    guard gaps.count > 1 else { return 0 }
    let sum = zip(gaps, gaps.dropFirst()).reduce(0.0) { $0 + abs(log($1.1 / $1.0)) }
    return sum / Double(gaps.count - 1)
  }

  /// Gaps that are two, between two that are one.
  private static func missed(_ gaps: [Double]) -> Int {
    guard gaps.count > 8 else { return 0 }
    return (2..<(gaps.count - 2)).count { index in
      let near = [gaps[index - 2], gaps[index - 1], gaps[index + 1], gaps[index + 2]]
      guard let middle = near.median, let least = near.min(), let most = near.max(), most < 1.5 * least else {
        return false
      }
      return missedRatio.contains(gaps[index] / middle)
    }
  }
}
