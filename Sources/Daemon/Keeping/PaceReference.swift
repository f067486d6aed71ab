// SPDX-License-Identifier: Apache-2.0
//
// Owns: an earlier set as something to walk against: where it was at each second. Must not know: displays.

import LiveFeed
import SetLog

/// An earlier set, in brief and over time.
struct PaceReference: Sendable {
  var summary: SetSummary
  private let trace: SetTrace?
  /// Before this a difference says nothing, seconds.
  static let firstS = 3.0

  init(_ record: SetRecord, trace: SetTrace?) {
    summary = SetSummary(record, trace: trace)
    self.trace = trace
  }

  /// How far a set is ahead of this one at the same second, metres; below 0 behind. After its end this one stays where it
  /// ended.
  func aheadM(_ distanceM: Double?, atS elapsedS: Double?) -> Double? {
    guard let distanceM, let elapsedS, elapsedS >= Self.firstS, let trace, trace.points.count > 1 else {
      return nil
    }
    return distanceM - trace.distanceM(atS: elapsedS)
  }
}
