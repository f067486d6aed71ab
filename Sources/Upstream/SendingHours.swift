// SPDX-License-Identifier: Apache-2.0
//
// Owns: at which times of the day a gym sends. Must not know: what it sends.

import Foundation

/// From one time of the day to another, local time; over midnight where the second comes first.
package struct SendingHours: Sendable, Equatable {
  /// Minutes of the day; equal for always.
  private var from = 0
  private var to = 0

  /// Always.
  package init() {}

  /// `22:00-06:00`; nil if it is not such a text.
  package init?(_ text: String) {
    guard let match = text.wholeMatch(of: /(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})/),
      let from = Self.minutes(match.1, match.2), let to = Self.minutes(match.3, match.4)
    else { return nil }
    (self.from, self.to) = (from, to)
  }

  private static func minutes(_ hours: Substring, _ minutes: Substring) -> Int? {
    guard let hours = Int(hours), let minutes = Int(minutes), hours < 24 || (hours == 24 && minutes == 0),
      minutes < 60
    else { return nil }
    return (hours * 60 + minutes) % 1440
  }

  /// - Parameter minute: of the day, local time.
  package func contains(minute: Int) -> Bool {
    if from == to { return true }
    return from < to ? (from..<to).contains(minute) : minute >= from || minute < to
  }

  package var isNow: Bool {
    let parts = Calendar.current.dateComponents([.hour, .minute], from: Date.now)
    return contains(minute: (parts.hour ?? 0) * 60 + (parts.minute ?? 0))
  }
}
