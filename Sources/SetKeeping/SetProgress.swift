// SPDX-License-Identifier: Apache-2.0
//
// Owns: keeping the set in progress on the disk. Must not know: figures, the log.

import Pulses
import SetLog
import Sets

/// The journal of the set in progress: at most `every` of it is not on the disk.
package struct SetProgress {
  package private(set) var header: JournalHeader
  private let directory: String
  private var journal: SetJournal?
  /// Edges that are on the disk.
  private var kept = 0
  /// Up to when heart rates are on the disk, belt time.
  private(set) var heartRateUntilNs = Int64.min
  /// Whether the file has an older header.
  private var mustWriteHeader = false

  package init(header: JournalHeader, directory: String) {
    self.header = header
    self.directory = directory
  }

  package var path: String? { journal?.path }

  /// Writes what was added since the last call. What failed is written the next time.
  package mutating func keep(_ edges: [Edge]) throws(SetLogError) {
    if journal == nil { journal = try SetJournal(directory: directory, header: header) }
    if mustWriteHeader { try journal?.replace(header) }
    mustWriteHeader = false
    guard let journal, kept < edges.count else { return }
    try journal.append(edges[kept...])
    kept = edges.count
  }

  /// Writes heart rates that came since the last call.
  package mutating func keep(heartRate samples: [HeartRateSample]) throws(SetLogError) {
    guard let journal, let last = samples.last else { return }
    try journal.append(heartRate: samples)
    heartRateUntilNs = last.timestampNs
  }

  /// Another walker; on the disk with the next call of `keep`.
  package mutating func change(walker: JournalWalker?) {
    header.walker = walker
    mustWriteHeader = journal != nil
  }

  /// Writes the rest of the set when it has ended.
  package mutating func end(_ set: CollectedSet, lastPulseNs: Int64) throws(SetLogError) {
    if set.edges.count > kept { try keep(set.edges) }
    try journal?.end(JournalEnd(lastPulseNs: lastPulseNs, reason: EndReason(set.reason)))
  }

  /// Deletes the journal of what turned out to be no set.
  package func discard() { journal?.remove() }
}
