// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill simulate`: a scenario to a recording with known truth.

import ArgumentParser
import Files
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

  @Flag(help: "Overwrite existing files.")
  var force = false

  func run() throws {
    let rights = OutputRights(force: force)
    var outputs: [(option: String, path: String)] = [("-o", output)]
    if let truth { outputs.append(("--truth", truth)) }
    try OutputTarget.distinct(outputs: outputs)
    for (_, path) in outputs { _ = try OutputTarget(path, rights) }
    let run = SimulatedRun(try ScenarioChoice.scenario(scenario), seed: seed)
    let recording = try OutputFile(output, rights)
    try recording.write(Array(EdgesFile.text(run.recording).utf8))
    let file = try truth.map { try OutputFile($0, rights) }
    try file?.write(Array(run.truth.csv().utf8))
    // Both or none, as far as a computer can promise that.
    try recording.finish()
    try file?.finish()
  }
}
