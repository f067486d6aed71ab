// SPDX-License-Identifier: Apache-2.0
//
// Owns: the trials of work that must be done whole or not at all: backup, clock correction.
// Must not know: how the child is killed.

import Daemon
import Foundation
import Motion
import SetLog

/// The log is copied while it is in use.
struct BackupTrial: Trial {
  let name = "backup"
  private static let copies = 4

  private let folder: Folder
  private let target: Folder
  private let records: [SetRecord]

  init(stock: Stock, in directory: String) throws {
    folder = try Folder(directory + "/backup")
    target = try Folder(directory + "/copies")
    let log = try SetLog(directory: folder.path)
    for number in 0..<60 { try log.insert(stock.entry(number)) }
    records = try log.sets()
  }

  mutating func prepare() throws -> [String] {
    try target.empty()
    for number in 0..<Self.copies { _ = try Folder(copy(number)) }
    return ["backup", folder.path, target.path, "\(Self.copies)"]
  }

  private func copy(_ number: Int) -> String { "\(target.path)/\(number)" }

  mutating func check(_ told: [String], _ tally: inout Tally) throws {
    let promised = Set(told.compactMap { Int($0) })
    tally.acknowledged += promised.count
    for number in 0..<Self.copies {
      let file = copy(number) + "/" + SetLog.fileName
      if FileManager.default.fileExists(atPath: file) {
        try checkCopy(number, &tally)
      } else if promised.contains(number) {
        tally.lost += 1
        tally.faults.append("copy \(number) was made and is not there")
      }
      if FileManager.default.fileExists(atPath: file + ".part") {
        tally.notes["half copies left under another name", default: 0] += 1
        // Asked for again, it is made all the same.
        try SetLog(directory: folder.path).backup(to: file)
        try checkCopy(number, &tally)
      }
    }
    let check = try LogCheck(folder.path, &tally)
    if check.records != records { tally.faults.append("the log itself has changed") }
  }

  private func checkCopy(_ number: Int, _ tally: inout Tally) throws {
    let log = try SetLog(readingFrom: copy(number))
    try LogCheck.verify(log, &tally)
    if try log.sets() != records {
      tally.halves += 1
      tally.faults.append("copy \(number) is not the log")
    }
  }
}

/// The clock of a boot is confirmed: the wall times of all its sets are corrected.
struct ClockTrial: Trial {
  /// Ten days later than was believed.
  static let known = SetLog.BootClock(offsetNs: Stock.offsetNs + 864_000_000_000_000, isSynchronised: true)

  let name = "clock correction"
  private let folder: Folder
  private let original: String
  private let before: [SetRecord]
  private let after: [SetRecord]

  init(stock: Stock, in directory: String) throws {
    folder = try Folder(directory + "/clock")
    original = directory + "/clock-before"
    let log = try SetLog(directory: original)
    for number in 0..<300 {
      var entry = stock.entry(number)
      entry.record.clock.quality = .unsure
      try log.insert(entry)
    }
    before = try log.sets()
    try folder.become(original)
    let corrected = try SetLog(directory: folder.path)
    try corrected.correctWallTimes(boot: Stock.bootId, clock: Self.known)
    after = try corrected.sets()
    guard before != after, before.count == after.count else { throw TrialFailure("nothing was corrected") }
  }

  mutating func prepare() throws -> [String] {
    try folder.become(original)
    return ["clock", folder.path]
  }

  mutating func check(_ told: [String], _ tally: inout Tally) throws {
    let check = try LogCheck(folder.path, &tally)
    if told.contains("corrected") {
      tally.acknowledged += 1
      if check.records != after {
        tally.lost += 1
        tally.faults.append("dates were corrected and are not")
      }
    } else if check.records != before, check.records != after {
      tally.halves += 1
      tally.faults.append("some dates are corrected and some are not")
    }
    try check.log.correctWallTimes(boot: Stock.bootId, clock: Self.known)
    if try check.log.sets() != after { tally.faults.append("corrected again, the dates are others") }
  }
}
