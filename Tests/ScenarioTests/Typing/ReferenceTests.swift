// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets and sessions by the names that people type.

import Foundation
import TestSupport
import Testing

@testable import SetLog
@testable import deadmill

/// Midnight of a day and a number of minutes.
private func ms(_ day: String, _ minutes: Int = 0) throws -> Int64 {
  try #require(LocalDay(day)).start.unixMs + Int64(minutes) * 60_000
}

/// Two people on two machines over some days; the newest last.
private func gym(_ folder: Folder) throws -> [SetRecord] {
  try log(
    sets: [
      Sample(startMs: ms("2026-03-01", 540), session: "a", walker: "Ada"),
      Sample(startMs: ms("2026-03-01", 542), session: "a", walker: "Ada"),
      Sample(startMs: ms("2026-03-03", 600), session: "b", machine: "Right", walker: "Ben"),
      Sample(startMs: ms("2026-03-04", 615), session: "c", walker: "Ben"),
      Sample(startMs: ms("2026-03-04", 1080), session: "d", machine: "Right"),
      Sample(startMs: ms("2026-03-05", 480), session: "e", walker: "Ada"),
    ], in: folder)
}

private func resolver(_ folder: Folder) throws -> SetResolver {
  // A Thursday.
  SetResolver(
    log: try SetLog(readingFrom: folder.path), reader: TimeText(today: try #require(LocalDay("2026-03-05"))))
}

@Test(
  "a set by its place, day, time",
  arguments: [
    ("last", 5), ("LAST", 5), ("last-0", 5), ("last-1", 4), ("last-5", 0), ("today", 5), ("2026-03-03", 2),
    ("2026-03-04 10:15", 3), ("2026-03-04T18:00", 4), ("4.3.2026 18:00", 4), ("2026-03-01 09:03", 1),
    ("08:00", 5),
    // Under way in that minute, begun in the one before.
    ("2026-03-03 10:01", 2),
  ])
func byTime(text: String, index: Int) throws {
  let folder = try Folder()
  let all = try gym(folder)
  #expect(try resolver(folder).set(text).id == all[index].id)
}

@Test(
  "a set among those of a walker or a machine",
  arguments: [
    ("last", "Ada", nil, 5), ("last-1", "ada", nil, 1), ("last", "Ben", nil, 3), ("last-1", "Ben", nil, 2),
    ("last", nil, "Right", 4), ("last", "Ben", "Right", 2), ("yesterday", "Ben", nil, 3),
    ("this-week", "Ada", nil, 5),
  ] as [(String, String?, String?, Int)])
func narrowed(text: String, walker: String?, machine: String?, index: Int) throws {
  let folder = try Folder()
  let all = try gym(folder)
  var resolver = try resolver(folder)
  resolver.filter = try ArgumentResolver.filter(
    walker: walker, anonymous: false, machine: machine, resolver.log)
  #expect(try resolver.set(text).id == all[index].id)
}

@Test("what means several sets lists them with date, machine and walker")
func ambiguous() throws {
  let folder = try Folder()
  let all = try gym(folder)
  let error = try #require(throws: AmbiguousReference.self) { try resolver(folder).set("yesterday") }
  let text = "\(error)"
  let ids = try ShortIDs(SetLog(readingFrom: folder.path))
  #expect(text.hasPrefix("\"yesterday\" means 2 sets; name one by its id or time:\n"))
  #expect(text.contains("  \(ids.text(all[3].id))  2026-03-04 10:15  Left  Ben  43.0 m"))
  #expect(text.contains("  \(ids.text(all[4].id))  2026-03-04 18:00  Right  no walker  44.0 m"))
  #expect(throws: AmbiguousReference.self) { try resolver(folder).set("0") }
  #expect(throws: UnknownReference.self) { try resolver(folder).set("last-6") }
  #expect(throws: UnknownReference.self) { try resolver(folder).set("2026-03-02") }
  #expect(throws: UsageError.self) { try resolver(folder).set("2026-02-30") }
}

@Test(
  "a session by the newest, a day, a time, its id, or a set of it",
  arguments: [("last", 5), ("last-1", 4), ("today", 5), ("2026-03-01", 0), ("2026-03-04 18:00", 4)])
func sessions(text: String, index: Int) throws {
  let folder = try Folder()
  let all = try gym(folder)
  let resolver = try resolver(folder)
  #expect(try resolver.session(text) == all[index].sessionId)
  #expect(try resolver.session(all[index].sessionId.uppercased()) == all[index].sessionId)
  #expect(try resolver.session(ShortIDs(resolver.log).text(all[index].id)) == all[index].sessionId)
  let error = try #require(throws: AmbiguousReference.self) { try resolver.session("yesterday") }
  #expect("\(error)".contains("means 2 sessions, which begin with these sets"))
}

@Test("the end of a set's identifier means its session, also where another session's identifier ends alike")
func endOfTwo() throws {
  let folder = try Folder()
  let other = UUIDv7.make(unixMs: 1_700_000_000_000, hashing: "other".utf8)
  let all = try log(
    sets: [
      Sample(startMs: ms("2026-03-01"), session: "other"),
      Sample(startMs: ms("2026-03-02"), session: "own", id: "019caaaa-0000-7000-8000-" + other.suffix(12)),
    ], in: folder)
  let resolver = try resolver(folder)
  #expect(try resolver.session(ShortIDs(resolver.log).text(all[1].id)) == all[1].sessionId)
  #expect(try resolver.session(other) == other)
}

@Test("any end or beginning that distinguishes a set names it, in any case, with or without hyphens")
func identifiers() throws {
  let seed = UInt64.random(in: 0...UInt64.max)
  var random = SeededNumbers(state: seed)
  let folder = try Folder()
  let startMs = try ms("2026-03-01")
  let all = try log(
    sets: (0..<300).map { number in
      Sample(
        startMs: startMs + Int64(number) * 90_000,
        id: UUIDv7.make(unixMs: startMs + Int64(number / 3), bits: (random.next(), random.next())))
    }, in: folder)
  let resolver = try resolver(folder)
  let ids = try ShortIDs(resolver.log)
  #expect(Set(all.map { ids.text($0.id) }).count == all.count, "seed \(seed)")
  #expect(ids.length == 4 || Set(all.map { $0.id.suffix(ids.length - 1) }).count < all.count, "seed \(seed)")
  for record in all.shuffled(using: &random).prefix(60) {
    let plain = record.id.replacing("-", with: "")
    let tail = Int.random(in: ids.length...32, using: &random)
    let head = Int.random(in: 20...32, using: &random)
    for text in [
      record.id, record.id.uppercased(), plain, plain.uppercased(), ids.text(record.id),
      String(plain.suffix(tail)),
      String(plain.prefix(head)), String(record.id.prefix(head)),
    ] {
      #expect(try resolver.set(text).id == record.id, "\(text), seed \(seed)")
    }
  }
}

/// SplitMix64.
private struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Test("every command that takes a set understands the same names")
func everyCommand() throws {
  let folder = try Folder()
  let all = try gym(folder)
  func run(_ words: String...) throws -> Said {
    try Program.run(words + ["--state", folder.path])
  }
  let id = try ShortIDs(SetLog(readingFrom: folder.path)).text(all[3].id)
  #expect(try run("show", "last", "--json").output.contains(all[5].id))
  #expect(try run("show", "--walker", "Ben", "last", "--json").output.contains(all[3].id))
  #expect(try run("note", "last-1", "--rpe", "6,5", "--pain", "2").output.contains("RPE 6.5/10, pain 2/10"))
  #expect(try run("note", "--session", "2026-03-01", "--rpe", "5").output.matches(of: /RPE 5\/10/).count == 2)
  #expect(try run("claim", "2026-03-04 18:00", "ada").output.contains("now belongs to Ada"))
  #expect(try run("claim", "--session", "2026-03-03", "Ada").output.contains("now belongs to Ada"))
  #expect(try run("discard", id.uppercased(), "--yes").output.contains("discarded"))
  // Of undecided sets there is one.
  #expect(try run("accept", "last").output.contains("\(id), 2026-03-04"))
  #expect(try run("export", "2026-03-04", "--format", "csv").output.split(separator: "\r\n").count == 3)
  #expect(try run("export", "--session", "last", "--format", "csv").output.contains(all[5].id))
  #expect(try run("export", "--walker", "Ben", "--format", "csv").output.contains(all[3].id))
  let log = try SetLog(readingFrom: folder.path)
  #expect(try log.set(id: all[4].id).rpe == 6.5 && log.set(id: all[4].id).walker == "Ada")
  #expect(try [0, 1].map { try log.set(id: all[$0].id).rpe } == [5, 5])
}
