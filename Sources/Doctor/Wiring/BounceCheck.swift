// SPDX-License-Identifier: Apache-2.0
//
// Owns: bounce at closing and at opening, short and long, from the levels of the line. Must not know: other faults.

import LiveFeed
import Pulses
import Text

/// How a contact bounces.
struct BounceCheck {
  /// From here on a bounce is long, nanoseconds: contacts in good order settle within about a millisecond.
  static let longNs: Int64 = 3_000_000
  /// Bounces this long after a magnet are a magnet parked at the switching point, nanoseconds.
  private static let longestNs: Int64 = 250_000_000
  private static let mostClosing = 0.5
  private static let mostOpening = 0.1
  private static let mostLong = 0.02

  let findings: [Finding]
  /// How many pulses of how many edges, and nothing else.
  let head: Finding
  /// Whether the contact is worth a look.
  let isWorn: Bool

  init(_ series: WiringSeries) {
    let head =
      "\(CountText.of(series.pulsesNs.count, "pulse")) of \(CountText.of(series.edges.count, "edge"))"
    self.head = series.finding(.good, head)
    guard !series.passes.isEmpty else {
      (findings, isWorn) = Self.ofOneTransition(series)
      return
    }
    let passes = Double(series.passes.count)
    let closing = series.passes.filter { $0.closings > 0 && $0.closingNs < Self.longestNs }.map(\.closingNs)
    let opening = series.passes.filter { $0.openings > 0 && $0.openingNs < Self.longestNs }.map(\.openingNs)
    let long = (closing + opening).filter { $0 >= Self.longNs }
    guard !closing.isEmpty || !opening.isEmpty else {
      findings = [series.finding(.good, head + ", no bounce")]
      isWorn = false
      return
    }
    isWorn =
      Double(closing.count) > Self.mostClosing * passes || Double(opening.count) > Self.mostOpening * passes
      || Double(long.count) > Self.mostLong * passes
    let parts = [
      Self.text("closing bounce", closing, of: passes), Self.text("opening bounce", opening, of: passes),
    ].compactMap { $0 }
    var all = [
      series.finding(
        isWorn ? .warning : .good, head + "; " + parts.joined(separator: "; "),
        isWorn ? WiringRemedy.bounce : nil)
    ]
    if Double(long.count) > Self.mostLong * passes, let shortest = long.min(), let longest = long.max() {
      let share = WiringText.percent(min(1, Double(long.count) / passes))
      all.append(
        series.finding(
          .warning,
          "long bounce at \(share) of the passes: "
            + "\(WiringText.milliseconds(shortest)) to \(WiringText.milliseconds(longest))",
          "a contact or a plug is loose or worn: tighten or replace it; a Hall switch does not bounce; "
            + WiringRemedy.distance))
    }
    findings = all
  }

  private static func text(_ name: String, _ lengths: [Int64], of passes: Double) -> String? {
    guard !lengths.isEmpty else { return nil }
    let milliseconds = lengths.map { Double($0) / 1e6 }
    let typical = milliseconds.median ?? 0
    let longest = milliseconds.max() ?? 0
    return "\(name) at \(WiringText.percent(Double(lengths.count) / passes)) of the passes, typically "
      + "\(WiringText.fixed(typical)) ms, at most \(WiringText.fixed(longest)) ms"
  }

  /// Without levels only what follows a pulse at once can be told from a magnet.
  private static func ofOneTransition(_ series: WiringSeries) -> ([Finding], Bool) {
    let rejected = Int(series.counters.bounces + series.counters.openingBounces)
    let rate = Double(rejected) / Double(max(1, series.pulsesNs.count))
    let text =
      "\(CountText.of(series.pulsesNs.count, "pulse")) of \(CountText.of(series.edges.count, "edge")), "
      + "\(CountText.of(rejected, "bounce")) (\(WiringText.percent(rate)) of the pulses)"
    let isWorn = rate > mostClosing
    return ([series.finding(isWorn ? .warning : .good, text, isWorn ? WiringRemedy.bounce : nil)], isWorn)
  }
}
