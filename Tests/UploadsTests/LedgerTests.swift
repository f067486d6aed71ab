// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of what a ledger keeps.

import Foundation
import TestSupport
import Testing

@testable import Uploads

private func ledger(_ folder: Folder) throws -> Ledger<SentSet> { try Ledger(folder.path + "/ledger.jsonl") }

@Test("entries, notes and the cursor are kept")
func ledgerKeeps() throws {
  let folder = try Folder()
  var first = try ledger(folder)
  #expect(first.isFirst && first.cursor == 0)
  try first.put(SentSet(number: 1), "a", cursor: 1)
  try first.put(SentSet(number: 2), "b")
  try first.put(["c": SentSet(), "d": SentSet(number: 4)], cursor: 4)
  try first.put(nil, "b")
  try first.note("folder", "/srv")
  let later = try ledger(folder)
  #expect(!later.isFirst && later.cursor == 4)
  #expect(later.entries == ["a": SentSet(number: 1), "c": SentSet(), "d": SentSet(number: 4)])
  #expect(later.notes == ["folder": "/srv"])
}

@Test("a line that a power cut left unfinished counts for nothing, and does not spoil the next")
func ledgerTornLine() throws {
  let folder = try Folder()
  _ = try folder.write(
    "{\"cursor\":3}\n{\"key\":\"a\",\"entry\":{\"number\":3}}\n{\"key\":\"b\",\"en", "ledger.jsonl")
  var torn = try ledger(folder)
  #expect(torn.cursor == 3 && torn.entries.keys.sorted() == ["a"])
  try torn.put(SentSet(number: 5), "c")
  #expect(try ledger(folder).entries.keys.sorted() == ["a", "c"])
}

@Test("a line that is no entry is passed over")
func ledgerForeignLine() throws {
  let folder = try Folder()
  _ = try folder.write("{\"cursor\":3}\nnonsense\n{\"cursor\":4}\n", "ledger.jsonl")
  #expect(try ledger(folder).cursor == 4)
}

@Test("a ledger does not grow without end")
func ledgerIsCompacted() throws {
  let folder = try Folder()
  var many = try ledger(folder)
  for number in 1...3000 { try many.put(SentSet(number: Int64(number)), "a", cursor: Int64(number)) }
  let size = FileManager.default.contents(atPath: folder.path + "/ledger.jsonl")?.count ?? 0
  #expect(size < 100_000)
  #expect(try ledger(folder).cursor == 3000)
}

@Test("a folder that cannot be written is an error at the start, with what to do")
func ledgerWithoutFolder() {
  #expect(throws: UploadFault.self) { try Ledger<SentSet>("/proc/none/ledger.jsonl") }
}

@Test("waits double up to the longest, and begin again after a success")
func pacer() {
  var pacer = RetryPacer(firstS: 5, longestS: 30)
  let waits = (0..<5).map { _ in pacer.next(share: 1) }
  #expect(waits == [.seconds(5), .seconds(10), .seconds(20), .seconds(30), .seconds(30)])
  pacer.reset()
  #expect(pacer.next(share: 0) == .seconds(3.75))
}
