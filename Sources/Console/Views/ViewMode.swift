// SPDX-License-Identifier: Apache-2.0
//
// Owns: which view is shown: the one chosen, or the one that fits what goes on. Must not know: how views look.

import LiveFeed

/// What was asked for.
package enum ViewMode: String, Sendable, Equatable, CaseIterable {
  case auto, big, detail, gym, coach

  /// The one after this, or before it.
  package func next(by step: Int) -> ViewMode {
    let all = Self.allCases
    let index = all.firstIndex(of: self) ?? 0
    return all[((index + step) % all.count + all.count) % all.count]
  }
}

/// Chooses the view by what goes on: the large figures while a set runs, what was done after it, then the coach where
/// there is a protocol and the details elsewhere.
package struct ViewChooser: Sendable, Equatable {
  /// How long a summary stays.
  package static let summaryNs: Int64 = 15_000_000_000
  /// The summary of a set that ended longer ago is no news to somebody who has just switched the screen on.
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
