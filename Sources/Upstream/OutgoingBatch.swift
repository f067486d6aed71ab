// SPDX-License-Identifier: Apache-2.0
//
// Owns: the next changes of the log as a body for the hub. Must not know: connections, keys.
//
// A record has no name of a person, no body mass, no exertion, no pain, no note: they are taken out here, before anything
// is written.

import Chain
import Foundation
import SetLog
import Text

/// Changes that are sent together.
package struct OutgoingBatch: Sendable {
  package static let mostChanges = 500
  private static let mostBytes = 512 * 1024

  package private(set) var body = "["
  /// The last change that it covers, also those that need no record.
  package private(set) var upTo: Int64
  package private(set) var records = 0

  /// - Parameters:
  ///   - most: changes that are read.
  ///   - pseudonym: what a walker is called outside the gym; nil if walkers are not sent.
  package init(
    after cursor: Int64, of log: SetLog, most: Int = Self.mostChanges, pseudonym: ((String) throws -> String)?
  ) throws {
    upTo = cursor
    let changes = try log.changes(after: cursor, limit: most)
    let machines = try changes.isEmpty ? [] : log.machines()
    var sets: [(revision: Int64, set: IdentifiedSet)] = []
    var others: [String] = []
    var revisions: [String: Int64] = [:]
    var bytes = 0
    for change in changes {
      if bytes >= Self.mostBytes { break }
      upTo = change.number
      switch change.kind {
      case .set:
        guard let set = try log.identifiedSet(change.id) else { continue }
        sets.append((change.number, set))
        revisions[set.machineId] = change.number
        bytes += 1600
      case .machine: revisions[change.id] = change.number
      case .setGone, .machineGone: others.append(Self.gone(change, change.id))
      case .walkerGone: if let pseudonym { others.append(Self.gone(change, try pseudonym(change.id))) }
      default: continue
      }
    }
    // A machine comes with its sets: its odometer runs, and the hub may not know it yet.
    for machine in machines {
      if let revision = revisions[machine.id] { add(Self.text(machine, revision)) }
    }
    for (revision, set) in sets { add(try Self.text(set, revision, pseudonym)) }
    others.forEach { add($0) }
    body += "]"
  }

  /// Whether the log has nothing new.
  package func isEmpty(after cursor: Int64) -> Bool { upTo == cursor }

  private mutating func add(_ record: String) {
    body += (records == 0 ? "" : ",") + record
    records += 1
  }

  private static func head(_ kind: String, _ revision: Int64) -> JSONObjectText {
    var object = JSONObjectText()
    object.add("kind", kind)
    object.add("revision", revision)
    object.add("schemaVersion", Int64(ChainVersion.current))
    return object
  }

  private static func gone(_ change: LogChange, _ id: String) -> String {
    var object = head(change.kind.rawValue, change.number)
    object.add("id", id)
    return object.text
  }

  private static func text(_ machine: MachineRecord, _ revision: Int64) -> String {
    var object = head("machine", revision)
    object.add("id", machine.id)
    object.add("name", machine.name)
    object.add("machineKind", machine.kind)
    object.add("marks", machine.marks.map(Int64.init))
    object.add("retiredAt", machine.retiredAt)
    object.add("servicedAt", machine.servicedAt)
    object.add("distanceM", machine.distanceM)
    object.add("movingTimeS", machine.movingTimeS)
    object.add("sinceServiceM", machine.sinceServiceM)
    return object.text
  }

  private static func text(
    _ set: IdentifiedSet, _ revision: Int64, _ pseudonym: ((String) throws -> String)?
  ) throws -> String {
    var object = head("set", revision)
    object.add("machineId", set.machineId)
    object.add("walkerPseudonym", try set.walkerId.flatMap { try pseudonym?($0) })
    var record = set.record
    record.walker = nil
    record.walkerMassKg = nil
    record.rpe = nil
    record.pain = nil
    record.note = nil
    // The machine has its own record.
    record.machine = ""
    return String(object.text.dropLast()) + "," + record.json.dropFirst()
  }
}
