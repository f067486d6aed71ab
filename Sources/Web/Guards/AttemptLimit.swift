// SPDX-License-Identifier: Apache-2.0
//
// Owns: how often a secret may be guessed. Must not know: secrets, requests.
//
// Two counts: of the address that asks, and of the person or code that is asked for. A wrong guess doubles the wait of both,
// so that neither many guesses from one phone nor a few from many phones get far.

import Synchronization

/// Waits that double with every wrong guess.
package final class AttemptLimit: Sendable {
  /// So many wrong guesses are free.
  static let free = 4
  /// The first wait after those.
  private static let firstWait = Duration.seconds(2)
  private static let longestWait = Duration.seconds(900)
  /// A key without a wrong guess for so long is forgotten.
  private static let memory = Duration.seconds(3600)
  /// Keys that are kept; of more, the oldest go.
  private static let mostKeys = 4096

  private struct Count: Sendable {
    var failures = 0
    var openAt: ContinuousClock.Instant
    var lastAt: ContinuousClock.Instant
  }

  private let counts = Mutex<[String: Count]>([:])

  package init() {}

  /// How long all of these keys have to wait before the next guess, seconds; nil for not at all.
  package func waitS(_ keys: [String], at now: ContinuousClock.Instant = .now) -> Int? {
    counts.withLock { counts in
      let open = keys.compactMap { counts[$0]?.openAt }.max()
      guard let open, open > now else { return nil }
      return Int(((open - now) / .seconds(1)).rounded(.up))
    }
  }

  /// A guess was wrong.
  package func fail(_ keys: [String], at now: ContinuousClock.Instant = .now) {
    counts.withLock { counts in
      for key in keys {
        var count = counts[key] ?? Count(openAt: now, lastAt: now)
        if now - count.lastAt > Self.memory { count.failures = 0 }
        count.failures += 1
        count.lastAt = now
        let doublings = count.failures - Self.free
        if doublings >= 0 {
          count.openAt = now + min(Self.longestWait, Self.firstWait * (1 << min(doublings, 10)))
        }
        counts[key] = count
      }
      if counts.count > Self.mostKeys { Self.thin(&counts, now) }
    }
  }

  /// A guess was right.
  package func succeed(_ keys: [String]) {
    counts.withLock { counts in for key in keys { counts[key] = nil } }
  }

  private static func thin(_ counts: inout [String: Count], _ now: ContinuousClock.Instant) {
    counts = counts.filter { now - $0.value.lastAt < memory }
    guard counts.count > mostKeys else { return }
    for (key, _) in counts.sorted(by: { $0.value.lastAt < $1.value.lastAt }).prefix(
      counts.count - mostKeys / 2)
    {
      counts[key] = nil
    }
  }
}
