// SPDX-License-Identifier: Apache-2.0
//
// Owns: a belt's odometer since the log began, which never falls. Must not know: the log, topics.
//
// The log has it, and gets it every ten minutes; between, the frames say how far the belt went on.

/// The odometers of all machines.
package struct OdometerBook: Sendable, Equatable {
  /// One belt.
  package struct Entry: Codable, Sendable, Equatable {
    /// Since the log began.
    package var metres = 0.0
    package var movingS = 0.0
  }

  /// By the machine's identifier.
  package private(set) var entries: [String: Entry]
  private var run: [String: Double] = [:]

  package init(_ entries: [String: Entry] = [:]) { self.entries = entries }

  /// What the log has.
  package mutating func take(log metres: Double, movingS: Double, of machine: String) {
    var entry = entries[machine] ?? Entry()
    entry.metres = max(entry.metres, metres)
    entry.movingS = max(entry.movingS, movingS)
    entries[machine] = entry
  }

  /// What a daemon has counted since it started; less than before is another daemon.
  package mutating func take(run metres: Double, of machine: String) {
    guard metres.isFinite, metres >= 0 else { return }
    if let before = run[machine] {
      entries[machine, default: Entry()].metres += metres >= before ? metres - before : metres
    }
    run[machine] = metres
  }
}
