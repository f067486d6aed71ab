// SPDX-License-Identifier: Apache-2.0
//
// Owns: how many requests a peer may make. Must not know: what it asks.

/// Sixteen requests within any second.
struct RequestRate {
  static let mostPerSecond = 16

  private var times: [ContinuousClock.Instant] = []

  /// Whether one more may be made now.
  mutating func take(at now: ContinuousClock.Instant = .now) -> Bool {
    times.removeAll { now - $0 >= .seconds(1) }
    guard times.count < Self.mostPerSecond else { return false }
    times.append(now)
    return true
  }

  /// Whether nothing was asked for in the last second.
  func isIdle(at now: ContinuousClock.Instant = .now) -> Bool {
    times.last.map { now - $0 >= .seconds(1) } ?? true
  }
}
