// SPDX-License-Identifier: Apache-2.0
//
// Owns: the stage that kills the whole program during a walk, and checks how much of the walk is in the log.
// Must not know: how the program keeps it.

import Foundation
import SetLog
import Simulation

enum ProgramStage {
  static func run(_ options: Options) throws -> Never {
    let folder = try Folder(options.work + "/program")
    var random = Random(seed: options.seed)
    var runs: [ProgramRun] = []
    for number in 0..<options.count(28) {
      let directory = "\(folder.path)/real-\(number)"
      runs.append(try ProgramRun(.live, options, directory, seed: options.seed &+ UInt64(number), &random))
    }
    for number in 0..<options.count(20) {
      let directory = "\(folder.path)/fast-\(number)"
      runs.append(
        try ProgramRun(.demo(pace: 6), options, directory, seed: options.seed &+ UInt64(number), &random))
    }
    let control = try ProgramRun(.control, options, folder.path + "/control", seed: options.seed, &random)
    try kill(runs + [control])
    var tally = Tally()
    var losses: [Double] = []
    for run in runs {
      do {
        try run.check(&tally, &losses)
      } catch {
        tally.faults.append("\(run.name): \(error)")
      }
    }
    tell(tally, losses.sorted(), seesLoss: try seesLoss(control))
  }

  /// A run whose journal has lost its last three blocks must be seen to have lost more than a second.
  private static func seesLoss(_ control: ProgramRun) throws -> Bool {
    var (tally, losses) = (Tally(), [Double]())
    try control.check(&tally, &losses)
    return losses.contains { $0 > 1 } && !tally.faults.isEmpty
  }

  /// Runs all of them at once: they mostly wait.
  private static func kill(_ runs: [ProgramRun]) throws {
    for run in runs { try run.start() }
    while runs.contains(where: { !$0.isOver }) {
      for run in runs where !run.isOver { run.look() }
      Thread.sleep(forTimeInterval: 0.005)
    }
  }

  private static func tell(_ tally: Tally, _ losses: [Double], seesLoss: Bool) -> Never {
    var figures = Figures(stage: "program killed")
    figures.add("kills", tally.kills, .atLeast(40))
    for (note, count) in tally.notes.sorted(by: { $0.key < $1.key }) { figures.add(note, count, .none) }
    figures.add("finished sets reported", tally.acknowledged, .none)
    figures.add("finished sets lost", tally.lost, .zero)
    figures.add("duplicates", tally.duplicates, .zero)
    figures.add("databases damaged", tally.damaged, .zero)
    figures.add("sets recovered", tally.recovered, .atLeast(1))
    figures.add("recovered twice", tally.recoveredTwice, .zero)
    figures.add("kills in a running set", losses.count, .atLeast(10))
    figures.add("worst seconds of a running set lost", losses.last ?? 0, .atMost(1))
    let most = losses.isEmpty ? 0 : losses[min(losses.count - 1, Int(0.95 * Double(losses.count)))]
    figures.add("seconds lost in 95 % of them", most, .atMost(1))
    figures.add("control: two seconds cut from a journal are noticed", seesLoss ? 1 : 0, .atLeast(1))
    figures.finish(faults: tally.faults)
  }
}
