// SPDX-License-Identifier: Apache-2.0
//
// Owns: the edges of the set in progress on the disk, while it lasts. Must not know: what is computed from them.

import Foundation
import Pulses

/// Keeps a set in progress safe from a power cut.
///
/// Each `append` that has returned is on the disk. One that failed is as if it had not been: the next one may carry the
/// same edges again. When the set is in the log, `remove` it.
package final class SetJournal {
  private static let prefix = "progress-"
  private static let suffix = ".journal"

  private var file: JournalFile
  private var offset = 0
  private var number: UInt32 = 0

  package var path: String { file.path }

  /// Begins the journal of a set.
  package init(directory: String, header: JournalHeader) throws(SetLogError) {
    let name = Self.prefix + header.id + Self.suffix
    let path = (directory as NSString).appendingPathComponent(name)
    // The remains of an attempt that failed half-way.
    try? FileManager.default.removeItem(atPath: path)
    file = try JournalFile.create(path)
    // Written twice: without it the edges belong to no set, and a bit may flip.
    let json = try Self.json(header, path)
    try write(.header, json)
    try write(.header, json)
  }

  /// Appends the edges since the last call.
  package func append(_ edges: ArraySlice<Edge>) throws(SetLogError) {
    guard !edges.isEmpty else { return }
    try write(.edges, RawPulses.pack(Array(edges)))
  }

  /// Appends heart rates since the last call.
  package func append(heartRate samples: [HeartRateSample]) throws(SetLogError) {
    guard let first = samples.first else { return }
    try write(.heartRate, PackedHeartRate.pack(samples, zeroNs: first.timestampNs))
  }

  /// More is known of the set than when it began, such as its walker. The newest header counts.
  package func replace(_ header: JournalHeader) throws(SetLogError) {
    let json = try Self.json(header, path)
    try write(.header, json)
    try write(.header, json)
  }

  /// The set has ended.
  package func end(_ end: JournalEnd) throws(SetLogError) { try write(.end, try Self.json(end, path)) }

  /// The set is in the log, or was none.
  package func remove() { Self.remove(path) }

  /// Removes the journal of a set that is in the log.
  package static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  private func write(_ kind: JournalBlock.Kind, _ payload: [UInt8]) throws(SetLogError) {
    let bytes = JournalBlock(kind: kind, number: number, payload: payload).bytes
    try file.write(bytes, at: offset)
    offset += bytes.count
    number += 1
  }

  private static func json(_ value: some Encodable, _ path: String) throws(SetLogError) -> [UInt8] {
    do {
      return Array(try JSONEncoder().encode(value))
    } catch {
      throw .notWritable(path: path, reason: "\(error)")
    }
  }

  /// Journals in a folder into which no program counts any more, the earliest first.
  package static func left(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.sorted()
      .map { (directory as NSString).appendingPathComponent($0) }.filter(JournalFile.isLeft)
  }
}
