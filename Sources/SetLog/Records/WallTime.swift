// SPDX-License-Identifier: Apache-2.0
//
// Owns: wall time as text and back. Must not know: monotonic clocks.

import Foundation

/// Wall time as the log writes it: RFC 3339 in UTC with milliseconds, so that texts sort like times.
package enum WallTime {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  package static func text(unixMs: Int64) -> String {
    // Milliseconds by hand: a Date holds most of them a little too small, and its style cuts off what is beyond.
    let milliseconds = (unixMs % 1000 + 1000) % 1000
    let wholeS = Date(timeIntervalSince1970: Double((unixMs - milliseconds) / 1000)).formatted(.iso8601)
    return "\(wholeS.dropLast()).\(String(1000 + milliseconds).dropFirst())Z"
  }

  /// Milliseconds since 1970; nil where the text is none of ours.
  package static func unixMs(_ text: String) -> Int64? {
    guard let date = try? Date(text, strategy: style) else { return nil }
    return Int64((date.timeIntervalSince1970 * 1000).rounded())
  }

  /// How far the place's wall clocks are ahead of UTC at a time, seconds.
  package static func utcOffsetS(unixMs: Int64) -> Int {
    TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(unixMs) / 1000))
  }

  /// Now, milliseconds since 1970.
  package static var nowMs: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
