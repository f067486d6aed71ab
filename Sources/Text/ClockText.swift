// SPDX-License-Identifier: Apache-2.0
//
// Owns: durations as people read them on a clock. Must not know: what they last.

/// Durations as minutes and seconds.
package enum ClockText {
  /// No duration is shown as longer than this, seconds.
  private static let longestS = 1e9

  /// `1:05`, and `2:03:04` from so many minutes on; rounded to the second, half up, so that 59.96 s is `1:00`.
  package static func minutes(_ seconds: Double, hoursFromMinutes: Int = 60) -> String {
    guard !seconds.isNaN else { return DecimalText.unknown }
    let text = DecimalText.fixed(max(0, min(seconds, longestS)), 0)
    let whole = Int(text) ?? 0
    let minutes = whole / 60
    if minutes < hoursFromMinutes { return "\(minutes):\(two(whole % 60))" }
    return "\(minutes / 60):\(two(minutes % 60)):\(two(whole % 60))"
  }

  /// At least two digits.
  package static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
