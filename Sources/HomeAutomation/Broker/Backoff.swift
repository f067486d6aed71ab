// SPDX-License-Identifier: Apache-2.0
//
// Owns: how long to wait before the next attempt. Must not know: what is attempted.

/// Waits that grow from one second to a minute. Each is up to a quarter shorter: the machines of a gym that lost its broker
/// do not all come back in the same instant.
package struct Backoff: Sendable {
  private static let longest = 60.0

  private var nextS = 1.0

  package init() {}

  /// - Parameter share: how much of the last quarter is waited, 0 to 1.
  package mutating func next(share: Double = .random(in: 0...1)) -> Duration {
    defer { nextS = min(Self.longest, nextS * 2) }
    return .seconds(nextS * (0.75 + 0.25 * share))
  }

  /// What was attempted went well.
  package mutating func reset() { nextS = 1 }
}
