// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill simulate`: a scenario to a recording with known truth.

import ArgumentParser
import Foundation
import Simulation

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write a recording of a simulated belt, optionally with the ground truth.")

  @Option(
    help: "Scenario to simulate, one of: \(ScenarioCatalogue.names.joined(separator: ", ")).",
    completion: Completions.scenarios)
  var scenario: String

  @Option(help: "Seed of the random numbers; the same seed gives the same recording.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "Recording to write (.edges).", completion: .file())
  var output: String

  @Option(help: "Write the ground truth to this CSV file, 100 rows per second.", completion: .file())
  var truth: String?

  func run() throws {
    let run = SimulatedRun(try ScenarioChoice.scenario(scenario), seed: seed)
    try EdgesFile.write(run.recording, to: output)
    guard let truth else { return }
    do {
      try Data(run.truth.csv().utf8).write(to: URL(fileURLWithPath: truth), options: .atomic)
    } catch {
      throw RecordingError(path: truth, problem: .unwritable(error.localizedDescription))
    }
  }
}
