// SPDX-License-Identifier: Apache-2.0
//
// Owns: what something on a display means. Must not know: colours.

/// The meaning of something on a display.
package enum Style: UInt8, Sendable, Equatable, CaseIterable {
  case plain
  /// Labels and minor details.
  case faint
  case title
  /// Figures of a set in progress.
  case active
  /// Figures of a rest.
  case rest
  /// An achievement: a target, a finished set, an improvement.
  case good
  case trace
  /// The part of a bar that is not reached yet.
  case track
  case warning
  case alarm
}
