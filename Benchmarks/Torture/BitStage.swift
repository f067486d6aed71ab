// SPDX-License-Identifier: Apache-2.0
//
// Owns: the stage that flips one bit at a time in a log's files. Must not know: how damage is found.

import Daemon
import Foundation
import Pulses
import SetKeeping
import SetLog
import Simulation

enum BitStage {
  static func run(_ options: Options) throws -> Never {
    let folder = try Folder(options.work + "/bits")
    let log = try FlippedLog(seed: options.seed, in: folder.path)
    let journal = try FlippedJournal(seed: options.seed, in: folder.path)
    var random = Random(seed: options.seed)
    var figures = Figures(stage: "flipped bit")
    var faults: [String] = []
    func flips(_ name: String, _ count: Int, _ flip: (inout Random) throws -> Fate) throws {
      var fates: [String: Int] = [:]
      for number in 1...options.count(count) {
        let fate = try flip(&random)
        fates[fate.name, default: 0] += 1
        if case .harm(let what) = fate {
          faults.append("\(name), flip \(number), seed \(options.seed): \(what)")
        }
      }
      figures.add("\(name): flips", fates.values.reduce(0, +), .none)
      for fate in Fate.unharmful { figures.add("\(name): \(fate)", fates[fate] ?? 0, .none) }
      figures.add("\(name): \(Fate.harm("").name)", fates[Fate.harm("").name] ?? 0, .zero)
    }
    // A log that was closed has all of it in its file; one that was killed has its latest sets beside it.
    try flips("database", 500) { try log.flip(SetLog.fileName, isClosed: true, &$0) }
    try flips("write-ahead log", 150) { try log.flip(SetLog.fileName + "-wal", isClosed: false, &$0) }
    try flips("journal", 300) { try journal.flip(&$0) }
    figures.add("sets read elsewhere than the flip was", log.salvaged, .none)
    figures.add("sets lost by salvage beside the damaged", log.salvageLosses, .zero)
    figures.finish(faults: faults)
  }
}

/// The result of a flip.
enum Fate {
  /// Reported with its position.
  case named
  /// Everything reads as before.
  case harmless
  /// A date, a name or a note reads differently: what people and corrected clocks may change has no sum.
  case unguarded
  /// A figure or a pulse reads differently or a set is gone, without a report.
  case harm(String)

  static let unharmful = ["named", "harmless, all reads as before", "unnoticed in a date, name or note"]

  var name: String {
    switch self {
    case .named: Self.unharmful[0]
    case .harmless: Self.unharmful[1]
    case .unguarded: Self.unharmful[2]
    case .harm: "unnoticed and harmful"
    }
  }
}

/// A copy of a file with one bit flipped.
private func flipBit(of path: String, _ random: inout Random) throws -> Int {
  guard var data = FileManager.default.contents(atPath: path), !data.isEmpty else {
    throw TrialFailure("\(path) is empty")
  }
  let bit = Int(random.uniform() * Double(data.count * 8))
  data[bit / 8] ^= 1 << UInt8(bit % 8)
  try data.write(to: URL(fileURLWithPath: path))
  return bit
}

/// A log whose latest sets are in the write-ahead log only, as a kill leaves it.
final class FlippedLog {
  private let original: String
  private let closed: String
  private let folder: Folder
  private let salvage: Folder
  private let sound: [SetEntry]
  /// Sets that a salvage copied, and readable sets that it missed.
  private(set) var salvaged = 0
  private(set) var salvageLosses = 0

  init(seed: UInt64, in directory: String) throws {
    original = directory + "/log"
    closed = directory + "/closed"
    folder = try Folder(directory + "/flipped")
    salvage = try Folder(directory + "/salvaged")
    let stock = try Stock(seed: seed)
    let live = directory + "/live"
    do {
      let log = try SetLog(directory: live)
      try log.addWalker(name: "Walker", massKg: 70)
      for number in 0..<8 {
        var entry = stock.entry(number)
        entry.record.walker = "Walker"
        entry.record.rpe = 7
        entry.record.note = "a note"
        try log.insert(entry)
      }
    }
    // Closed and opened: those are in the file. These stay in the write-ahead log, since a copy is made while it is open.
    let log = try SetLog(directory: live)
    for number in 8..<12 { try log.insert(stock.entry(number)) }
    try Folder(original).become(live)
    sound = try log.sets().map { try Stock.read($0, log) }
    try Folder(closed).become(original)
    try SetLog(directory: closed).settle()
  }

  func flip(_ file: String, isClosed: Bool, _ random: inout Random) throws -> Fate {
    try folder.become(isClosed ? closed : original)
    let bit = try flipBit(of: folder.path + "/" + file, &random)
    do {
      let log = try SetLog(readingFrom: folder.path)
      let damages = try log.verify().damages
      guard damages.isEmpty else {
        try trySalvage(log, Set(damages.map(\.location)))
        return .named
      }
      let found = try log.sets().map { try Stock.read($0, log) }
      if found == sound { return .harmless }
      if found.map(Self.guarded) == sound.map(Self.guarded) { return .unguarded }
      return .harm("bit \(bit) of \(file): \(difference(found))")
    } catch {
      // Refused with a reason.
      return .named
    }
  }

  /// A set without the parts that people may change.
  private static func guarded(_ entry: SetEntry) -> SetEntry {
    var entry = entry
    entry.record.startedAt = Instant(unixMs: 0)
    entry.record.endedAt = Instant(unixMs: 0)
    entry.record.utcOffsetS = 0
    entry.record.clock.quality = .unsure
    entry.record.protocol = nil
    entry.record.walker = nil
    entry.record.walkerMassKg = nil
    entry.record.rpe = nil
    entry.record.pain = nil
    entry.record.note = nil
    return entry
  }

  /// Every readable set must be in a salvaged copy.
  private func trySalvage(_ log: SetLog, _ damaged: Set<String>) throws {
    try salvage.empty()
    _ = try log.salvage(into: salvage.path)
    let saved = try Set(SetLog(readingFrom: salvage.path).sets().map(\.id))
    salvaged += saved.count
    for entry in sound where !saved.contains(entry.record.id) {
      let isReadable = (try? Stock.read(log.set(id: entry.record.id), log)) == entry
      if isReadable, !damaged.contains("set \(entry.record.id)") { salvageLosses += 1 }
    }
  }

  private func difference(_ found: [SetEntry]) -> String {
    if found.count != sound.count { return "\(found.count) sets instead of \(sound.count)" }
    for (one, other) in zip(found, sound) where one != other {
      if one.record != other.record { return "\(one.record.json) instead of \(other.record.json)" }
      if one.edges != other.edges { return "other pulses of \(one.record.id)" }
      return "another trace or calibration of \(one.record.id)"
    }
    return "another order"
  }
}

/// The journal of an interrupted set, and what is recovered from it.
struct FlippedJournal {
  private let directory: String
  private let path: String
  private let sound: [UInt8]
  private let whole: JournalledSet

  init(seed: UInt64, in directory: String) throws {
    self.directory = directory + "/journal"
    let walk = try Walk(scenario: "three-one-minute-sets", seed: seed)
    let log = try SetLog(directory: self.directory)
    var keeper = SetKeeper(
      log: log, directory: self.directory, machine: JournalTrial.machine, profile: walk.profile,
      bootId: Stock.bootId)
    let clock = BeltClock(offsetNs: Stock.offsetNs, isSynchronised: false, bootId: Stock.bootId)
    var nextNs = Int64.min
    for note in walk.notes.prefix(700) {
      _ = keeper.take(note, clock: clock)
      guard case .edge(let edge) = note, edge.timestampNs >= nextNs else { continue }
      keeper.journal()
      nextNs = edge.timestampNs + 700_000_000
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: self.directory)
    guard let name = names.first(where: { $0.hasSuffix(".journal") }) else {
      throw TrialFailure("no journal")
    }
    path = self.directory + "/copy"
    sound = [UInt8](FileManager.default.contents(atPath: self.directory + "/" + name) ?? Data())
    try Data(sound).write(to: URL(fileURLWithPath: path))
    guard let whole = try JournalledSet(path: path), whole.edges.count > 300, whole.damaged == 0 else {
      throw TrialFailure("the journal is not what it should be")
    }
    self.whole = whole
  }

  func flip(_ random: inout Random) throws -> Fate {
    try Data(sound).write(to: URL(fileURLWithPath: path))
    let bit = try flipBit(of: path, &random)
    do {
      guard let read = try JournalledSet(path: path) else { return .harm("bit \(bit): nothing in it") }
      let lost = whole.edges.count - read.edges.count
      // At most one block is lost, and there is no additional edge.
      let isSubset = Set(read.edges.map(\.timestampNs)).isSubset(of: Set(whole.edges.map(\.timestampNs)))
      if !isSubset || lost > 80 || read.header != whole.header {
        return .harm("bit \(bit): \(lost) edges lost")
      }
      if read.damaged > 0 || read.isCut { return .named }
      return read == whole ? .harmless : .harm("bit \(bit): other edges")
    } catch {
      return .harm("bit \(bit): cannot be read at all: \(error)")
    }
  }
}
