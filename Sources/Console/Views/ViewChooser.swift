// SPDX-License-Identifier: Apache-2.0
//
// Owns: which view is shown: the chosen one, or the one for the current activity. Must not know: how views look.

import LiveFeed
import Words

/// Chooses the view by the current activity: large figures during a set, then its result, then the coach if there is
/// a protocol and the details otherwise.
package struct ViewChooser: Sendable, Equatable {
  /// How long a summary is shown.
  package static let summaryNs: Int64 = 15_000_000_000
  /// When the screen is switched on, the summary of a set that ended longer ago is not shown.
  private static let newsS = 30.0

  private var summaryOf = ""
  private var summaryUntilNs: Int64?
  private var automatic = ViewKind.detail

  package init() {}

  /// Takes a frame.
  package mutating func take(_ frame: LiveFrame) {
    if frame.set.elapsedS != nil || frame.phase == "candidate" {
      summaryUntilNs = nil
      automatic = .big
      return
    }
    if let last = frame.set.last, last.id != summaryOf {
      summaryOf = last.id
      let isNews = frame.set.restElapsedS.map { $0 < Self.newsS } ?? false
      summaryUntilNs = isNews ? frame.timeNs &+ Self.summaryNs : nil
    }
    if let until = summaryUntilNs, frame.timeNs < until, until &- frame.timeNs <= Self.summaryNs {
      automatic = .summary
      return
    }
    summaryUntilNs = nil
    automatic = frame.training == nil ? .detail : .coach
  }

  package func view(_ mode: ViewMode) -> ViewKind {
    switch mode {
    case .auto: automatic
    case .big: .big
    case .detail: .detail
    case .gym: .gym
    case .coach: .coach
    }
  }
}
