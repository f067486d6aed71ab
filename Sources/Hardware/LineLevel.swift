// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is known of a line beside its edges: its level when it was last read, and whether it is flooded.
// Must not know: what levels mean.

import Synchronization

/// Written by the thread that holds the line, read by any thread.
package final class LineLevel: Sendable {
  private static let unknown = -1
  private let level = Atomic<Int>(LineLevel.unknown)
  private let flooded = Atomic<Bool>(false)
  private let unread = Atomic<Int>(0)

  package init() {}

  /// Nil if it is not known.
  package var isHigh: Bool? {
    let level = level.load(ordering: .relaxed)
    return level == Self.unknown ? nil : level != 0
  }

  /// Whether the line changes faster than any sensor, so that its edges are discarded.
  package var isFlooded: Bool { flooded.load(ordering: .relaxed) }

  /// Edges of floods that were discarded after they had been read; the kernel dropped more.
  package var discarded: Int { unread.load(ordering: .relaxed) }

  package func set(_ isHigh: Bool?) {
    level.store(isHigh.map { $0 ? 1 : 0 } ?? Self.unknown, ordering: .relaxed)
  }

  package func set(isFlooded: Bool) { flooded.store(isFlooded, ordering: .relaxed) }

  package func discard(_ count: Int) { unread.wrappingAdd(count, ordering: .relaxed) }
}
