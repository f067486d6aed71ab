// SPDX-License-Identifier: Apache-2.0
//
// Owns: when a payload is sent: if it differs, not too often, and again before it expires. Must not know: what it says.

/// The pace of one topic.
struct StatePacer: Sendable {
  let leastEvery: Duration
  /// Sent again after so long though nothing differs; nil for never.
  let repeatEvery: Duration?

  private var last: (payload: String, at: ContinuousClock.Instant)?

  init(leastEvery: Duration, repeatEvery: Duration? = nil) {
    self.leastEvery = leastEvery
    self.repeatEvery = repeatEvery
  }

  /// Whether a payload is to be sent now; it counts as sent then.
  mutating func isDue(_ payload: String, at now: ContinuousClock.Instant) -> Bool {
    if let last {
      let age = now - last.at
      let isOld = repeatEvery.map { age >= $0 } ?? false
      guard isOld || (last.payload != payload && age >= leastEvery) else { return false }
    }
    last = (payload, now)
    return true
  }

  /// What the broker has is not known any more.
  mutating func forget() { last = nil }
}
