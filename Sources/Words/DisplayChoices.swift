// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a display can be asked for, by the words that a user writes. Must not know: how anything is shown or heard.

/// Which view of the belt is asked for.
package enum ViewMode: String, Sendable, Equatable, CaseIterable {
  /// The view that fits what goes on.
  case auto
  case big, detail, gym, coach

  /// The one so many steps after this, or before it.
  package func next(by step: Int) -> ViewMode {
    let all = Self.allCases
    let index = all.firstIndex(of: self) ?? 0
    return all[((index + step) % all.count + all.count) % all.count]
  }
}

/// By what means cues are to be heard.
package enum SoundMode: String, Sendable, Equatable, CaseIterable {
  /// A program if there is one that works, else the bell.
  case auto
  case off
  /// The terminal's bell.
  case bell
  /// A program of the system.
  case player
}

/// What a set in progress is compared with.
package enum Comparison: String, Sendable, Equatable, CaseIterable {
  /// The same set of the last session.
  case last
  /// The best of such sets.
  case best
  /// A speed of one's own.
  case target
  case off
}
