// SPDX-License-Identifier: Apache-2.0
//
// Owns: how long to wait before the next attempt. Must not know: what is attempted.

/// Waits from one second, doubling to ten minutes. Each is up to a half shorter or longer: five hundred gyms that lost their hub
/// do not all come back in the same instant.
package struct RetryPause: Sendable {
  private static let longestS = 600.0

  private var nextS = 1.0

  package init() {}

  /// - Parameters:
  ///   - leastS: what the hub asked for, seconds; nil if it asked for nothing.
  ///   - share: where in the range, 0 to 1.
  package mutating func next(leastS: Double? = nil, share: Double = .random(in: 0...1)) -> Duration {
    defer { nextS = min(Self.longestS, nextS * 2) }
    return .seconds(max(nextS * (0.5 + share), min(leastS ?? 0, Self.longestS)))
  }

  /// What was attempted went well.
  package mutating func reset() { nextS = 1 }
}
