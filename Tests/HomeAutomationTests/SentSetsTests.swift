// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of what is kept of sets that were sent.

import Foundation
import SetLog
import TestSupport
import Testing

@testable import HomeAutomation

private func enterSet(_ number: Int64, _ log: SetLog) throws {
  let start = Instant(unixMs: 1_764_583_200_000 + number * 600_000)
  let set = EnteredSet(machine: "Belt", startedAt: start, durationS: 60, distanceM: 50)
  _ = try log.enter(set, software: "test")
}

@Test("a first start takes the sets that the log has for known, and begins after its last change")
func firstStart() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path + "/log")
  try enterSet(1, log)
  let sent = try SentSets(directory: folder.path, log: folder.path + "/log")
  let latest = try log.latestChange
  #expect(latest > 0 && sent.cursor == ChangeCursor(sequence: latest))
  for record in try log.sets() { #expect(sent.contains(record.id)) }
  // A later start does not begin again.
  try enterSet(2, log)
  #expect(try SentSets(directory: folder.path, log: folder.path + "/log").cursor == sent.cursor)
}

@Test("without a log there is no set")
func firstStartWithoutLog() throws {
  let folder = try Folder()
  #expect(try SentSets(directory: folder.path, log: folder.path + "/none").cursor == ChangeCursor())
}

@Test("what was sent and where to go on is kept")
func progressIsKept() throws {
  let folder = try Folder()
  var sent = try SentSets(directory: folder.path, log: folder.path)
  try sent.note("a")
  try sent.note("a")
  try sent.note("b")
  try sent.advance(to: 7)
  try sent.advance(to: 6)
  try sent.save()
  let later = try SentSets(directory: folder.path, log: folder.path)
  #expect(later.cursor.sequence == 7)
  #expect(later.contains("a") && later.contains("b") && !later.contains("c"))
  #expect(FileManager.default.contents(atPath: folder.path + "/sent-sets") == Data("a\nb\n".utf8))
}

@Test("a line that a power cut left unfinished is no set")
func tornLine() throws {
  let folder = try Folder()
  _ = try folder.write("{\"sequence\":1}", "changes.json")
  _ = try folder.write("a\nbb", "sent-sets")
  let sent = try SentSets(directory: folder.path, log: folder.path)
  #expect(sent.contains("a") && !sent.contains("bb"))
}

@Test("another log begins with its first change")
func restarts() throws {
  let folder = try Folder()
  var sent = try SentSets(directory: folder.path, log: folder.path)
  try sent.advance(to: 7)
  try sent.restart()
  #expect(try SentSets(directory: folder.path, log: folder.path).cursor == ChangeCursor())
}

@Test("a folder that cannot be written is an error at the start")
func noFolder() {
  #expect(throws: (any Error).self) { try SentSets(directory: "/proc/none", log: "/proc/none") }
}
