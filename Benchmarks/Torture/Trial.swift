// SPDX-License-Identifier: Apache-2.0
//
// Owns: killing a child at a random instant, again and again, and counting the results. Must not know: logs.

import Foundation
import Simulation

/// What a campaign counts.
struct Tally {
  var kills = 0
  /// Children that ended by themselves before the shot.
  var misses = 0
  /// Sets (or other items) whose completion a child had reported.
  var acknowledged = 0
  var lost = 0
  var duplicates = 0
  /// Damaged databases.
  var damaged = 0
  var recovered = 0
  var recoveredTwice = 0
  /// Things done by half that must be done whole or not at all.
  var halves = 0
  /// Further counts, for information.
  var notes: [String: Int] = [:]
  /// What does not hold, one line each, with what it takes to do it again.
  var faults: [String] = []
}

/// One kind of work that is killed.
protocol Trial {
  var name: String { get }
  /// The child's arguments for the next kill; makes what it works on.
  mutating func prepare() throws -> [String]
  /// After the kill: opens the log as a user's next start would, and checks what the child had reported.
  mutating func check(_ told: [String], _ tally: inout Tally) throws
  /// After the last kill.
  mutating func finish(_ tally: inout Tally) throws
}

extension Trial {
  mutating func finish(_ tally: inout Tally) throws {}
}

/// Kills a trial's child at instants spread from its first microsecond to its end.
struct Campaign {
  private let seed: UInt64
  private var random: Random

  init(seed: UInt64) {
    self.seed = seed
    random = Random(seed: seed)
  }

  mutating func run(_ trial: inout some Trial, kills: Int) -> Tally {
    var tally = Tally()
    do {
      var lastsS = try duration(&trial, &tally)
      while tally.kills < kills, tally.misses < kills {
        let arguments = try trial.prepare()
        let child = try Child.own(arguments)
        guard child.line() == "ready" else { throw TrialFailure("\(arguments): the child did not start") }
        let instantS = instant(lastsS)
        child.kill(afterS: instantS)
        let wasKilled = child.wasKilled()
        let told = child.rest()
        if wasKilled {
          tally.kills += 1
        } else {
          // It was quicker than those before it.
          tally.misses += 1
          lastsS *= 0.9
        }
        let before = tally.faults.count
        try trial.check(told, &tally)
        for index in before..<tally.faults.count {
          let at = "seed \(seed), kill \(tally.kills) after \(Int(instantS * 1e6)) us"
          tally.faults[index] = "\(trial.name): \(tally.faults[index]) (\(at))"
        }
      }
      try trial.finish(&tally)
    } catch {
      tally.faults.append("\(trial.name): \(error) (seed \(seed), kill \(tally.kills))")
    }
    return tally
  }

  /// How long an undisturbed child takes, from "ready" on.
  private func duration(_ trial: inout some Trial, _ tally: inout Tally) throws -> Double {
    var seconds: [Double] = []
    for _ in 0..<2 {
      let arguments = try trial.prepare()
      let child = try Child.own(arguments)
      guard child.line() == "ready" else { throw TrialFailure("\(arguments): the child did not start") }
      let begun = ContinuousClock.now
      let told = child.rest()
      seconds.append((ContinuousClock.now - begun) / .seconds(1))
      guard !child.wasKilled(), told.last == "done" else {
        throw TrialFailure("\(arguments): failed without being killed")
      }
      try trial.check(told, &tally)
    }
    return seconds.max() ?? 0
  }

  /// A quarter of the shots at the very beginning, the rest anywhere.
  private mutating func instant(_ lastsS: Double) -> Double {
    if random.uniform() < 0.25 { return 1e-6 * pow(lastsS / 1e-6, random.uniform()) }
    return lastsS * random.uniform()
  }
}

struct TrialFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// A folder for one trial, emptied at will.
struct Folder {
  let path: String

  init(_ path: String) throws {
    self.path = path
    try empty()
  }

  func empty() throws {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Makes it the same as another one.
  func become(_ other: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.copyItem(atPath: other, toPath: path)
  }
}
