// SPDX-License-Identifier: Apache-2.0
//
// Owns: the level that a line was at when it was last looked at. Must not know: what levels mean.

import Synchronization

/// Written by the thread that holds the line, read by anyone.
package final class LineLevel: Sendable {
  private static let unknown = -1
  private let level = Atomic<Int>(LineLevel.unknown)

  package init() {}

  /// Nil where it is not known.
  package var isHigh: Bool? {
    let level = level.load(ordering: .relaxed)
    return level == Self.unknown ? nil : level != 0
  }

  package func set(_ isHigh: Bool?) {
    level.store(isHigh.map { $0 ? 1 : 0 } ?? Self.unknown, ordering: .relaxed)
  }
}
