// SPDX-License-Identifier: Apache-2.0
//
// Owns: when the daemon's unused memory is released: all belts are at rest. Must not know: how it is released.

/// Due once per rest: some seconds after the last belt has paused, and again some seconds after its set has ended.
struct IdleMemoryTrimmer {
  /// A pause lasts longer than this before it ends a set, and a set that has ended is in the log by then.
  static let patienceNs: Int64 = 3_000_000_000

  private var phases: [String] = []
  private var sinceNs: Int64 = 0
  private var hasTrimmed = false

  /// Checks the state of all belts.
  /// - Parameter phases: the phase of each belt, as in `LiveFrame`.
  /// - Returns: true once, after no belt has moved or changed its phase for `patienceNs`.
  mutating func isTrimDue(nowNs: Int64, phases: [String]) -> Bool {
    if phases != self.phases {
      self.phases = phases
      sinceNs = nowNs
      hasTrimmed = false
    }
    guard !hasTrimmed, phases.allSatisfy({ $0 == "idle" || $0 == "paused" }),
      nowNs &- sinceNs >= Self.patienceNs
    else { return false }
    hasTrimmed = true
    return true
  }
}
