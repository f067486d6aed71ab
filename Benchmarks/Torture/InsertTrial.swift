// SPDX-License-Identifier: Apache-2.0
//
// Owns: the trial of logging finished sets. Must not know: how the child is killed.

import Foundation
import SetLog

/// Sets are logged one after the other; SQLite moves them from its write-ahead log into the file now and then.
struct InsertTrial: Trial {
  let name = "insert"
  private static let setsPerChild = 30
  private static let childrenPerLog = 12

  private let stock: Stock
  private let stockPath: String
  private let folder: Folder
  private var children = 0
  private var first = 0
  /// Sets that the check before this one found.
  private var present = 0
  private var fileDate: Date?

  init(stock: Stock, stockPath: String, in directory: String) throws {
    self.stock = stock
    self.stockPath = stockPath
    folder = try Folder(directory + "/insert")
  }

  mutating func prepare() throws -> [String] {
    if children % Self.childrenPerLog == 0 {
      try folder.empty()
      (first, present) = (0, 0)
    }
    children += 1
    fileDate = date
    return ["insert", folder.path, stockPath, "\(first)", "\(Self.setsPerChild)"]
  }

  private var date: Date? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path + "/" + SetLog.fileName)
    return attributes?[.modificationDate] as? Date
  }

  mutating func check(_ told: [String], _ tally: inout Tally) throws {
    if let fileDate, let now = date, now != fileDate {
      tally.notes["logs whose file was written to", default: 0] += 1
    }
    let check = try LogCheck(folder.path, &tally)
    let promised = told.compactMap { Int($0) }
    tally.acknowledged += promised.count
    for number in promised where !check.holds(stock.entry(number)) {
      tally.lost += 1
      tally.faults.append("set \(number) was logged and is not there as it was")
    }
    // What was there before, what was promised, and at most the one that was on its way.
    let most = max(present, (promised.last ?? first - 1) + 2)
    for (number, record) in check.records.enumerated() where record != stock.entry(number).record {
      tally.halves += 1
      tally.faults.append("set \(number) is not what it was")
    }
    if check.records.count > most {
      tally.halves += 1
      tally.faults.append("\(check.records.count) sets where at most \(most) were given")
    }
    if check.records.count < present {
      tally.lost += present - check.records.count
      tally.faults.append("sets of an earlier run are gone")
    }
    present = check.records.count
    // The last two are given again: that must change nothing.
    first = max(0, present - 2)
  }
}
