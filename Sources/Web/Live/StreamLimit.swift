// SPDX-License-Identifier: Apache-2.0
//
// Owns: how many live streams there are, in all and for one address. Must not know: what is streamed.

import Synchronization

/// A place for a stream, given back when it ends.
final class StreamLimit: Sendable {
  private let most: Int
  private let mostOfOne: Int
  private let counts = Mutex<[String: Int]>([:])

  init(most: Int, mostOfOne: Int) {
    self.most = most
    self.mostOfOne = mostOfOne
  }

  /// Whether there is a place.
  func hasRoom(_ address: String) -> Bool { counts.withLock { isRoom($0, address) } }

  private func isRoom(_ counts: [String: Int], _ address: String) -> Bool {
    counts.values.reduce(0, +) < most && counts[address, default: 0] < mostOfOne
  }

  /// Takes a place; false if there is none.
  func enter(_ address: String) -> Bool {
    counts.withLock { counts in
      guard isRoom(counts, address) else { return false }
      counts[address, default: 0] += 1
      return true
    }
  }

  func leave(_ address: String) {
    counts.withLock { counts in
      guard let count = counts[address] else { return }
      counts[address] = count > 1 ? count - 1 : nil
    }
  }
}
