// SPDX-License-Identifier: Apache-2.0
//
// Owns: the archive's earlier form, one JSON document, as lines of the present one. Must not know: files, databases.
//
// In it walkers and machines were named, not identified, and raw pulses had another packing, which is left out: such sets
// keep their figures and their course over time.

import Foundation

/// An archive that is one JSON document.
enum ArchiveDocument {
  /// The document's records as lines, what sets refer to first; nil if it is no such document.
  static func lines(_ document: Data) -> [Data]? {
    guard let object = try? JSONSerialization.jsonObject(with: document) as? [String: Any],
      let sets = object["sets"] as? [[String: Any]]
    else { return nil }
    func list(_ key: String) -> [[String: Any]] { object[key] as? [[String: Any]] ?? [] }
    let walkers = ids(list("walkers"))
    let machines = list("machines").map(machine)
    var records = list("walkers").map { tagged($0, .walker) }
    records += machines
    records += list("boots").map { boot in
      tagged(boot, .boot).merging(["isSynchronised": boot["isSure"] ?? false]) { old, _ in old }
    }
    records += list("sessions").map { session in
      tagged(session, .session).merging(["machineId": machineId(session["machine"])]) { old, _ in old }
    }
    records += list("calibrations").map { tagged($0, .calibration) }
    records += sets.map { set($0, walkers) }
    return records.compactMap { try? JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys]) }
  }

  private static func tagged(_ record: [String: Any], _ kind: LogArchive.Kind) -> [String: Any] {
    record.merging(["kind": kind.rawValue]) { _, new in new }
  }

  /// Identifiers of walkers by their folded names.
  private static func ids(_ walkers: [[String: Any]]) -> [String: String] {
    var ids: [String: String] = [:]
    for walker in walkers {
      guard let name = walker["name"] as? String, let id = walker["id"] as? String else { continue }
      ids[FoldedName.key(name)] = id
    }
    return ids
  }

  /// The same name has the same identifier in every document.
  private static func machineId(_ name: Any?) -> String {
    let key = FoldedName.key(name as? String ?? "")
    return UUIDv7.make(unixMs: 0, hashing: ("machine " + key).utf8)
  }

  private static func machine(_ record: [String: Any]) -> [String: Any] {
    var machine = tagged(record, .machine)
    machine["id"] = machineId(record["name"])
    machine["servicedMovingTimeS"] = record["servicedMovingS"] ?? 0
    machine["odometer"] = (record["odometer"] as? [[String: Any]] ?? []).map { row in
      row.merging(["movingTimeS": row["movingS"] ?? 0]) { old, _ in old }
    }
    return machine
  }

  private static func set(_ record: [String: Any], _ walkers: [String: String]) -> [String: Any] {
    var set = tagged(record, .set)
    set["machineId"] = machineId(record["machine"])
    let walkerId = (record["walker"] as? String).flatMap { walkers[FoldedName.key($0)] }
    set["walkerId"] = walkerId ?? NSNull()
    set["rawPulses"] = NSNull()
    set["contextEdges"] = NSNull()
    set["revisions"] = [Any]()
    if var quality = record["quality"] as? [String: Any] {
      for (now, then) in [("endIsRefined", "endRefined"), ("powerIsEstimated", "powerEstimated")] {
        quality[now] = quality[now] ?? quality[then]
      }
      set["quality"] = quality
    }
    return set
  }
}
