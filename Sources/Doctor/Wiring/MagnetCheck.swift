// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the magnets are where they should be, from the gaps by their place in the turn.
// Must not know: whether the sensor can be trusted; it runs only if it can.

import LiveFeed
import Motion
import Pulses
import SetKeeping
import Settings
import Text

/// Compares the spacing of the magnets with the wheel as it is configured.
struct MagnetCheck {
  /// Fewer turns than this say little.
  static let leastTurns = 4
  /// A gap this far beyond its neighbours' is a magnet that is not seen: in between lies one that is merely misplaced.
  private static let lostRatio = 1.6
  private static let mostMisfit = 0.15
  /// With more magnets, only the smallest and the largest value are reported.
  private static let mostListed = 16
  /// Gaps that alternate by so much on an even wheel are magnets seen twice.
  private static let alternating = 0.2

  let findings: [Finding]
  /// The gap before each magnet of a turn, over the mean gap; empty if too few turns were seen.
  let spacing: [Double]
  /// After how many pulses the pattern of gaps repeats, if that is clearly not the number of magnets.
  let otherPeriod: Int?

  /// - Parameter isTrusted: whether the sensor is in good order, so that a calibration may be recommended.
  init(_ series: WiringSeries, isTrusted: Bool) {
    let wheel = series.machine.profile.wheel
    spacing = Self.spacing(series.pulsesNs, magnets: wheel.magnets)
    otherPeriod =
      wheel.magnets <= Self.mostListed ? GapPattern(series.pulsesNs)?.period(besides: wheel.magnets) : nil
    findings = [Self.finding(series, spacing, otherPeriod, isTrusted: isTrusted)]
  }

  private static func finding(
    _ series: WiringSeries, _ spacing: [Double], _ otherPeriod: Int?, isTrusted: Bool
  ) -> Finding {
    let wheel = series.machine.profile.wheel
    let count = wheel.magnets
    guard !spacing.isEmpty else {
      let turns = CountText.of(series.pulsesNs.count / max(1, count), "turn")
      return series.finding(
        .warning, "too few turns to judge the magnets (\(turns))",
        "turn the belt evenly for at least \(leastTurns) turns of the roller")
    }
    if let otherPeriod {
      return series.finding(
        .fault, "the gaps repeat after \(otherPeriod) pulses, not \(count)",
        otherPeriod < count
          ? "a magnet is missed: too far off, fallen off, or the wrong way round"
          : "there are more magnets than `magnets:` says, or a magnet is seen twice")
    }
    let misfit = misfit(spacing, wheel)
    let text = "spacing of \(CountText.of(count, "magnet")): \(list(spacing))"
    if isAlternating(spacing, wheel) {
      return series.finding(
        .fault,
        text + "; short and long gaps alternate: each magnet is seen twice, or the magnets sit in pairs",
        "if there are \(count / 2) magnets, one pole of each must face the sensor, and a contact must not bounce where it opens; "
          + "else space them evenly")
    }
    if misfit > lostRatio - 1 {
      return series.finding(
        .fault, text + "; one is missed, or the roller does not have \(count)",
        "count the magnets on the roller; hold a magnet before the sensor by hand; check the distance of each"
      )
    }
    guard misfit > mostMisfit else { return series.finding(.good, text) }
    return series.finding(
      .warning, text + "; the largest is \(WiringText.percent(misfit)) off its position",
      isTrusted
        ? "`deadmill calibrate coast-down` learns where they are"
        : "fix what is wrong with the sensor first, then repeat this test")
  }

  private static func list(_ spacing: [Double]) -> String {
    guard spacing.count > mostListed, let least = spacing.min(), let most = spacing.max() else {
      return spacing.map { WiringText.fixed($0) }.joined(separator: " : ")
    }
    return "\(WiringText.fixed(least)) to \(WiringText.fixed(most))"
  }

  private static func isAlternating(_ spacing: [Double], _ wheel: MagnetWheel) -> Bool {
    guard wheel.isNearlyEven, spacing.count >= 2, spacing.count.isMultiple(of: 2) else { return false }
    let even = stride(from: 0, to: spacing.count, by: 2).map { spacing[$0] }
    let odd = stride(from: 1, to: spacing.count, by: 2).map { spacing[$0] }
    guard let leastEven = even.min(), let mostEven = even.max(), let leastOdd = odd.min(),
      let mostOdd = odd.max()
    else { return false }
    return leastEven - mostOdd > alternating || leastOdd - mostEven > alternating
  }

  /// How far the worst gap is from where its magnet should be, relative. The first pulse may be any magnet's, and the
  /// belt may have been turned either way: what fits best counts.
  private static func misfit(_ spacing: [Double], _ wheel: MagnetWheel) -> Double {
    let count = spacing.count
    var least = Double.infinity
    for shift in 0..<count {
      var forward = 0.0
      var backward = 0.0
      for index in 0..<count {
        let expected = wheel.arcM(index) / wheel.meanArcM
        forward = max(forward, abs(spacing[(index + shift) % count] / expected - 1))
        backward = max(backward, abs(spacing[(count - 1 - index + shift) % count] / expected - 1))
      }
      least = min(least, forward, backward)
    }
    return least
  }

  /// Gaps by their place in the turn, each over the mean of the turn around it: a belt that slows down changes little.
  private static func spacing(_ timestamps: [Int64], magnets: Int) -> [Double] {
    let turns = (timestamps.count - 1) / magnets
    guard turns >= leastTurns else { return [] }
    var sums = [Double](repeating: 0, count: magnets)
    var counts = sums
    for index in 1...(turns * magnets) where index >= magnets {
      let turnNs = WiringSeries.length(timestamps[index - magnets], timestamps[index])
      let gapNs = WiringSeries.length(timestamps[index - 1], timestamps[index])
      guard turnNs > 0 else { continue }
      sums[index % magnets] += Double(gapNs) / Double(turnNs) * Double(magnets)
      counts[index % magnets] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }
}
