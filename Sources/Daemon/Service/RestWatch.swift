// SPDX-License-Identifier: Apache-2.0
//
// Owns: noticing that all belts have come to rest. Must not know: what is done then.

/// Tells once in each rest: a while after the last belt has paused, and again a while after its set has ended.
struct RestWatch {
  /// A pause lasts longer than this before it ends a set, and a set that has ended is in the log by then.
  static let patienceNs: Int64 = 3_000_000_000

  private var phases: [String] = []
  private var sinceNs: Int64 = 0
  private var hasTold = false

  /// Looks at the belts.
  /// - Parameter phases: what each of them does, in `LiveFrame`'s words.
  /// - Returns: whether none of them moves and nothing has changed for long enough, for the first time.
  mutating func look(nowNs: Int64, phases: [String]) -> Bool {
    if phases != self.phases {
      self.phases = phases
      sinceNs = nowNs
      hasTold = false
    }
    guard !hasTold, phases.allSatisfy({ $0 == "idle" || $0 == "paused" }), nowNs &- sinceNs >= Self.patienceNs
    else { return false }
    hasTold = true
    return true
  }
}
