// SPDX-License-Identifier: Apache-2.0
//
// Owns: how long to wait after a failure. Must not know: what failed.

/// Waiting times that double from one second to half a minute, until something works again.
struct BackOff: Equatable, Sendable {
  private static let first = Duration.seconds(1)
  private static let longest = Duration.seconds(30)

  private var next = BackOff.first

  /// The time to wait after one more failure.
  mutating func failed() -> Duration {
    defer { next = min(next * 2, Self.longest) }
    return next
  }

  mutating func succeeded() { next = Self.first }
}
