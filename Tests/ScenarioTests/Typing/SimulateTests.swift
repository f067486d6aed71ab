// SPDX-License-Identifier: Apache-2.0
//
// Owns: weeks of simulated people in a log, and the gym of the demo.

import Foundation
import SetLog
import TestSupport
import Testing

private func month(_ folder: Folder, seed: Int, _ more: String...) throws -> Said {
  try Program.run(
    [
      "simulate", "--days", "6", "--walkers", "3", "--machines", "2", "--seed", "\(seed)", "--until",
      "2026-11-28", "--state", folder.path,
    ] + more,
    environment: ["TZ": "Europe/Berlin"])
}

@Test("some days of people are the same for the same seed, marked, and hold together")
func simulatedDays() throws {
  let (one, two, other) = (try Folder(), try Folder(), try Folder())
  for (folder, seed) in [(one, 4), (two, 4), (other, 5)] {
    let said = try month(folder, seed: seed)
    #expect(said.status == 0 && said.output.contains("simulated sets of 6 days in \(folder.path)"), "\(said)")
  }
  let log = try SetLog(readingFrom: one.path)
  let sets = try log.sets()
  let (same, others) = (try SetLog(readingFrom: two.path).sets(), try SetLog(readingFrom: other.path).sets())
  #expect(sets == same && sets != others)
  #expect(sets.count >= 6)
  let first: Instant = "2026-11-22T23:00:00.000Z"
  #expect(
    sets.allSatisfy {
      $0.startedAt >= first && $0.endedAt < "2026-11-28T23:00:00.000Z" && $0.utcOffsetS == 3600
    })
  #expect(
    sets.allSatisfy {
      $0.walker?.hasSuffix(" (simulated)") == true && SimulatedMachine.isSimulated($0.machine)
    })
  #expect(sets.allSatisfy { $0.counts && $0.rpe != nil && $0.workJ != nil && $0.protocol != nil })
  #expect(try log.verify { _, _ in }.damages.isEmpty)
  // No machine has two people at a time, and sets of a session are of one person.
  for machine in Set(sets.map(\.machine)) {
    let own = sets.filter { $0.machine == machine }
    #expect(zip(own, own.dropFirst()).allSatisfy { $0.endedAt < $1.startedAt })
  }
  for session in Dictionary(grouping: sets, by: \.sessionId).values {
    #expect(
      Set(session.map(\.walker)).count == 1 && session.map(\.indexInSession) == Array(1...session.count))
  }
  // It is not written over a log.
  let again = try month(one, seed: 4)
  #expect(again.status == 2 && again.error.contains("has a log already"))
}

@Test("a gym walks by itself: each machine someone else, each set in the log")
func gymDemo() throws {
  let folder = try Folder()
  let said = try Program.run("demo", "--machines", "3", "--speedup", "500", "--state", folder.path)
  #expect(said.status == 0 && said.output.contains("sets of 3 simulated belts logged"), "\(said)")
  let sets = try SetLog(readingFrom: folder.path).sets()
  let byMachine = Dictionary(grouping: sets, by: \.machine)
  #expect(byMachine.keys.sorted() == (1...3).map { SimulatedMachine.name($0) })
  for (machine, own) in byMachine {
    #expect(own.count == 3 && Set(own.map(\.walker)).count == 1 && own[0].walker != nil, "\(machine)")
  }
  #expect(Set(sets.map(\.walker)).count == 3)
  #expect(said.output.contains("Simulated belt 2: "))
}

@Test(
  "a demo's protocol is the one that its scenario was made for",
  arguments: [
    ("three-one-minute-sets", "deadmill-3x60"), ("retro-walk-5min", "retro-walk-10min"), ("sprint", "free"),
    ("two-walkers", "free"),
  ])
func fittingProtocol(scenario: String, name: String) throws {
  let folder = try Folder()
  #expect(
    try Program.run("demo", "--scenario", scenario, "--speedup", "2000", "--state", folder.path).status == 0)
  let sets = try SetLog(readingFrom: folder.path).sets()
  #expect(!sets.isEmpty && sets.allSatisfy { ($0.protocol ?? "free") == name })
}
