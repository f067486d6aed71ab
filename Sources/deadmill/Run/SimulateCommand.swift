// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill simulate`: a scenario to a recording with known truth.

import ArgumentParser
import Foundation
import Simulation

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Write the recording of a simulated belt, with what really happened.")

  @Option(
    help: "One of: \(ScenarioCatalogue.names.joined(separator: ", ")).", completion: Completions.scenarios)
  var scenario: String

  @Option(help: "The same seed gives the same recording.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "The recording to write (.edges).", completion: .file())
  var output: String

  @Option(help: "Write what really happened, 100 rows a second, as CSV.", completion: .file())
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
