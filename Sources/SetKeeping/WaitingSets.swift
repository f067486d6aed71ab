// SPDX-License-Identifier: Apache-2.0
//
// Owns: finished sets that are not in the log yet, in bounded memory. Must not know: how sets are found.

import Motion
import Pulses
import SetLog
import Sets

/// Sets that wait to be logged, in the order in which they ended.
///
/// A set whose journal is complete is kept without its edges and trace once several sets wait: both are read again when it
/// is written. So a disk that is full for weeks costs some hundred bytes a set.
struct WaitingSets {
  /// Sets that are kept whole, the newest ones.
  static let mostWhole = 4

  private var sets: [SetKeeper.Waiting] = []

  var count: Int { sets.count }
  var isEmpty: Bool { sets.isEmpty }
  /// The set that ended last, which is kept whole; not to be set if there is none.
  var newest: SetKeeper.Waiting? {
    get { sets.last }
    set {
      guard let newValue, !sets.isEmpty else { return }
      sets[sets.count - 1] = newValue
    }
  }
  /// Edges in memory.
  var edgeCount: Int { sets.reduce(0) { $0 + $1.entry.edges.count + $1.entry.context.count } }

  mutating func append(_ set: SetKeeper.Waiting) {
    sets.append(set)
    guard sets.count > Self.mostWhole else { return }
    let index = sets.count - 1 - Self.mostWhole
    sets[index].slim()
  }

  /// Tries to write every set; one that cannot be written stays and does not block the others.
  /// - Parameters:
  ///   - insert: writes an entry, given the identifier of its walker.
  ///   - restore: reads back the edges and trace of a set that is kept without them.
  /// - Returns: the records that were written, and the error of the first that was not.
  mutating func write(
    _ insert: (SetEntry, _ walkerId: String?) throws(SetLogError) -> SetRecord,
    restore: (SetKeeper.Waiting) throws(SetLogError) -> SetEntry
  ) -> (logged: [SetRecord], trouble: SetLogError?) {
    var logged: [SetRecord] = []
    var left: [SetKeeper.Waiting] = []
    var trouble: SetLogError?
    for (index, set) in sets.enumerated() {
      do {
        logged.append(try insert(set.isSlim ? try restore(set) : set.entry, set.walkerId))
        if let path = set.journalPath { SetJournal.remove(path) }
      } catch {
        trouble = trouble ?? error
        left.append(set)
        // The log as a whole cannot be written now: each try would wait for it.
        if error.code == .busy || error.code == .notWritable {
          left += sets[(index + 1)...]
          break
        }
      }
    }
    sets = left
    return (logged, trouble)
  }
}

extension SetKeeper.Waiting {
  /// Drops edges, trace and heart rates if the journal has them.
  fileprivate mutating func slim() {
    guard journalPath != nil else { return }
    entry.edges = []
    entry.trace = nil
    entry.heartRate = []
    // Not in the journal; room for all sets matters more than the edges around a suspect one.
    entry.context = []
    isSlim = true
  }
}
