// SPDX-License-Identifier: Apache-2.0
//
// Owns: the trials of work that changes existing sets: recompute, erasing a walker.
// Must not know: how the child is killed.

import Daemon
import Foundation
import Motion
import Pulses
import SetKeeping
import SetLog
import Simulation

/// Old sets are recomputed with another calibration.
struct RecomputeTrial: Trial {
  let name = "recompute"
  private let folder: Folder
  private let original: String
  private let before: [SetRecord]
  private let after: [String: SetRecord]

  init(stock: Stock, in directory: String) throws {
    folder = try Folder(directory + "/recompute")
    original = directory + "/recompute-before"
    let log = try SetLog(directory: original)
    for number in 0..<stock.entries.count * 2 { try log.insert(stock.entry(number)) }
    before = try log.sets()
    try folder.become(original)
    try Self.all(before, try SetLog(directory: folder.path))
    let sets = try SetLog(directory: folder.path).sets()
    after = Dictionary(uniqueKeysWithValues: sets.map { ($0.id, $0) })
    guard before.allSatisfy({ after[$0.id] != $0 }) else { throw TrialFailure("nothing was recomputed") }
  }

  /// A roller measured again: 1 % longer.
  static func recomputation(_ log: SetLog) throws -> Recomputation {
    var profile = try ScenarioCatalogue.scenario("three-one-minute-sets").profile
    profile.wheel = try MagnetWheel(circumferenceM: 0.1818, magnets: 4)
    return Recomputation(log: log, machine: "Simulated belt", profile: profile)
  }

  private static func all(_ records: [SetRecord], _ log: SetLog) throws {
    let recomputation = try recomputation(log)
    for record in records { _ = try recomputation.recompute(record, previousEndNs: nil, writes: true) }
  }

  mutating func prepare() throws -> [String] {
    try folder.become(original)
    return ["recompute", folder.path]
  }

  mutating func check(_ told: [String], _ tally: inout Tally) throws {
    let check = try LogCheck(folder.path, &tally)
    let promised = Set(told)
    for old in before {
      let former = try check.log.revisions(of: old.id)
      guard let found = check.records.first(where: { $0.id == old.id }) else {
        tally.lost += 1
        continue
      }
      let isOld = found == old && former.isEmpty
      let isNew = found == after[old.id] && former == [old.json]
      if promised.contains(old.id) {
        tally.acknowledged += 1
        if !isNew {
          tally.lost += 1
          tally.faults.append("set \(old.id) was recomputed and is not")
        }
      } else if !isOld, !isNew {
        tally.halves += 1
        tally.faults.append("set \(old.id) is neither old nor new; \(former.count) former figures")
      }
    }
    // Repeated, as by a user: what was missing is done, and nothing twice.
    try Self.all(check.log.sets(), check.log)
    for record in try check.log.sets() {
      let former = try check.log.revisions(of: record.id)
      if record == after[record.id], former.count == 1 { continue }
      tally.faults.append("after it was said again set \(record.id) has \(former.count) former figures")
    }
  }
}

/// A walker is erased.
struct EraseTrial: Trial {
  /// Nothing else in a log has these letters.
  static let name = "Zyxwvut Quorbel"

  let name = "erasing a walker"
  private let folder: Folder
  private let original: String
  private let before: [SetRecord]

  init(stock: Stock, in directory: String) throws {
    folder = try Folder(directory + "/erase")
    original = directory + "/erase-before"
    let log = try SetLog(directory: original)
    try log.addWalker(name: Self.name, massKg: 81)
    try log.addWalker(name: "Other", massKg: 60)
    try log.use(walker: Self.name, on: "Simulated belt")
    for number in 0..<40 {
      var entry = stock.entry(number)
      entry.record.walker = number % 2 == 0 ? Self.name : "Other"
      entry.record.walkerMassKg = number % 2 == 0 ? 81 : 60
      try log.insert(entry)
    }
    // So that former figures have the name as well.
    let recomputation = try RecomputeTrial.recomputation(log)
    for record in try log.sets().prefix(6) {
      _ = try recomputation.recompute(record, previousEndNs: nil, writes: true)
    }
    before = try log.sets()
  }

  mutating func prepare() throws -> [String] {
    try folder.become(original)
    return ["erase", folder.path]
  }

  mutating func check(_ told: [String], _ tally: inout Tally) throws {
    let check = try LogCheck(folder.path, &tally)
    if told.contains("erased") {
      tally.acknowledged += 1
      if try hasName() {
        tally.lost += 1
        tally.faults.append("the walker was erased and the name is still in a file")
      }
    }
    let own = check.records.filter { $0.walker == Self.name }.count
    let isThere = try check.log.walkers().contains { $0.name == Self.name }
    if own != (isThere ? 20 : 0) || check.records.count != 40 {
      tally.halves += 1
      tally.faults.append("\(own) of 20 sets have the name, which is \(isThere ? "" : "not ")in the list")
    }
    try eraseAgain(check.log, &tally)
  }

  /// The retry of a user who does not know how far it went.
  private func eraseAgain(_ log: SetLog, _ tally: inout Tally) throws {
    do {
      _ = try log.eraseWalker(Self.name)
    } catch {
      guard error.code == .noSuchWalker else { throw error }
      tally.notes["repeated where the name was gone from the list", default: 0] += 1
    }
    if try hasName() {
      tally.halves += 1
      tally.faults.append("after erasing again the name is still in a file")
    }
    let others = try log.sets().filter { $0.walker == "Other" }
    if others != before.filter({ $0.walker == "Other" }) {
      tally.faults.append("another walker's sets have changed")
    }
  }

  /// Whether any file of the log has the name in it.
  private func hasName() throws -> Bool {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return names.contains { name in
      let data = FileManager.default.contents(atPath: folder.path + "/" + name) ?? Data()
      return data.range(of: Data(Self.name.utf8)) != nil
    }
  }
}
