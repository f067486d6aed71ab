// SPDX-License-Identifier: Apache-2.0
//
// Owns: how far a set in progress is ahead of another one. Must not know: words.

import LiveFeed

/// How far a set in progress is ahead.
package enum Ahead {
  /// Differences below this are shown as none, metres.
  package static let levelM = 0.25
  /// Before this a difference says nothing, seconds.
  private static let firstS = 3.0

  /// - Returns: metres, below 0 behind, and against what.
  package static func metres(
    _ frame: LiveFrame, _ comparison: Comparison, targetMps: Double?, elapsedS: Double
  ) -> (metres: Double, kind: Comparison)? {
    let metres: Double?
    var kind = comparison
    switch comparison {
    case .off: metres = nil
    case .last: metres = frame.set.aheadOfPreviousM
    case .best:
      metres = frame.set.aheadOfBestM ?? frame.set.aheadOfPreviousM
      if frame.set.aheadOfBestM == nil { kind = .last }
    case .target:
      metres =
        elapsedS >= firstS
        ? targetMps.flatMap { target in frame.set.distanceM.map { $0 - target * elapsedS } } : nil
    }
    guard let metres, metres.isFinite, metres.magnitude < 1e6 else { return nil }
    return (metres, kind)
  }
}
