// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pulses
import TestSupport
import Testing

@testable import SetLog

private let header = JournalHeader(
  id: "01a1fdbf-1fac-7000-8000-000000000000", machine: "Treadmill \"3\"", bootId: "b", clockOffsetNs: 5,
  clockQuality: .synchronised,
  odometer: OdometerReading(runId: "r", distanceM: 1.5, movingTimeS: 2, pulses: 3),
  softwareVersion: "0.3.0")

private func edge(_ number: Int) -> Edge {
  Edge(timestampNs: Int64(number) * 57_000_250, sequence: Int64(number) + 1)
}

/// A journal of three appends and an end.
private func journal(in folder: Folder) throws -> String {
  let journal = try SetJournal(directory: folder.path, header: header)
  try journal.append((0..<20).map(edge)[...])
  try journal.append([])
  try journal.append((20..<25).map(edge)[...])
  try journal.append((25..<40).map(edge)[...])
  try journal.end(JournalEnd(lastPulseNs: edge(38).timestampNs, reason: .stopped))
  return journal.path
}

private func write(_ bytes: [UInt8], _ path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

@Test("what was journalled is read, without what came after the end")
func journalRoundTrip() throws {
  let folder = try Folder()
  let path = try journal(in: folder)
  let read = try #require(try JournalledSet(path: path))
  #expect(read.header == header && read.end?.reason == .stopped)
  #expect(read.edges == (0...38).map(edge))
  #expect(read.damaged == 0 && !read.isCut)
}

@Test("heart rates are journalled beside the edges, portion by portion")
func journalledHeartRate() throws {
  let folder = try Folder()
  let samples = (0..<12).map { HeartRateSample(timestampNs: 7 + Int64($0) * 1_000_000_000, bpm: 100 + $0) }
  let path: String
  do {
    let journal = try SetJournal(directory: folder.path, header: header)
    path = journal.path
    try journal.append((0..<20).map(edge)[...])
    try journal.append(heartRate: Array(samples[..<10]))
    try journal.append(heartRate: [])
    try journal.append(heartRate: Array(samples[10...]))
  }
  let read = try #require(try JournalledSet(path: path))
  #expect(read.heartRate == samples && read.edges.count == 20 && read.damaged == 0)
}

@Test("a journal in use is left alone; abandoned ones are found, the earliest first")
func journalLock() throws {
  let folder = try Folder()
  var other = header
  other.id = "01000000-0000-7000-8000-000000000000"
  let path: String
  do {
    let journal = try SetJournal(directory: folder.path, header: header)
    path = journal.path
    #expect(SetJournal.left(in: folder.path) == [])
    // Another one ends meanwhile.
    _ = try SetJournal(directory: folder.path, header: other).path
    #expect(SetJournal.left(in: folder.path).count == 1)
    try journal.append([edge(0)])
  }
  let left = SetJournal.left(in: folder.path)
  #expect(left.count == 2 && left.last == path)
  for path in left { SetJournal.remove(path) }
  #expect(SetJournal.left(in: folder.path) == [])
}

@Test("cut off at any byte, a journal gives every edge of the blocks before")
func journalCutAnywhere() throws {
  let folder = try Folder()
  let bytes = [UInt8](try #require(FileManager.default.contents(atPath: journal(in: folder))))
  let used = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
  let path = folder.path + "/cut"
  var counts: Set<Int> = []
  for length in 0...used {
    // As it is on the disk: laid out in zeros.
    try write(Array(bytes.prefix(length)) + [UInt8](repeating: 0, count: bytes.count - length), path)
    let read: JournalledSet?
    do {
      read = try JournalledSet(path: path)
    } catch {
      // Only what is not even a header yet.
      #expect(length < 400, "cut at \(length): \(error)")
      continue
    }
    guard let read else { continue }
    #expect(read.edges == read.edges.indices.map(edge) && read.damaged == 0, "cut at \(length)")
    counts.insert(read.edges.count)
  }
  #expect(counts == [0, 20, 25, 40, 39])
}

@Test(
  "a flipped bit anywhere costs one block at most and is noticed, unless it is the last one's or a zero's")
func journalFlippedBits() throws {
  let folder = try Folder()
  let bytes = [UInt8](try #require(FileManager.default.contents(atPath: journal(in: folder))))
  let used = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
  let path = folder.path + "/flipped"
  for bit in 0..<(used * 8) {
    var damaged = bytes
    damaged[bit / 8] ^= 1 << (bit % 8)
    try write(damaged, path)
    let read = try #require(try JournalledSet(path: path))
    #expect(read.header == header && read.edges.count >= 19, "bit \(bit)")
    #expect(read.damaged + (read.isCut ? 1 : 0) == 1, "bit \(bit): \(read.damaged), \(read.isCut)")
  }
}

@Test("random bytes are no journal, and never trap", arguments: 1...20 as ClosedRange<UInt64>)
func journalOfNoise(seed: UInt64) throws {
  let folder = try Folder()
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  let bytes = (0..<4000).map { _ -> UInt8 in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(state >> 56)
  }
  try write(bytes, folder.path + "/noise")
  #expect(throws: SetLogError.self, "seed \(seed)") { try JournalledSet(path: folder.path + "/noise") }
}
