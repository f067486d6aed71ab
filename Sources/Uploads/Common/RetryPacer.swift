// SPDX-License-Identifier: Apache-2.0
//
// Owns: how long to wait before the next attempt. Must not know: what is attempted.

/// Waits that double up to a longest one. Each is up to a quarter shorter, so that the machines of a gym do not all try at
/// the same moment.
package struct RetryPacer: Sendable {
  private let firstS: Double
  private let longestS: Double
  private var nextS: Double

  package init(firstS: Double = 5, longestS: Double = 900) {
    self.firstS = firstS
    self.longestS = longestS
    nextS = firstS
  }

  /// - Parameter share: how much of the last quarter is waited, 0 to 1.
  package mutating func next(share: Double = .random(in: 0...1)) -> Duration {
    defer { nextS = min(longestS, nextS * 2) }
    return .seconds(nextS * (0.75 + 0.25 * share))
  }

  package mutating func reset() { nextS = firstS }
}
