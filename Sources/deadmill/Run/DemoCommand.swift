// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill demo`: the whole daemon on a simulated belt, with its console in one terminal.

import ArgumentParser
import Daemon
import Foundation
import LiveFeed
import SetLog
import Settings
import Simulation
import Text
import Training

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Run the whole daemon on a simulated belt, with the live console.")

  @Option(help: "Scenario to walk, one of: \(ScenarioCatalogue.names.joined(separator: ", ")).")
  var scenario = "three-one-minute-sets"

  @Option(help: "Seed of the random numbers; the same seed gives the same walk.")
  var seed: UInt64 = 1

  @Option(help: "Play this many times faster than real time; the results are the same.")
  var speedup = 1.0

  @Option(name: .customLong("protocol"), help: "Training protocol of the walker.")
  var protocolName = TrainingProtocol.deadmill3x60.name

  @OptionGroup var state: StateOption
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    guard speedup > 0, speedup <= 10_000 else {
      throw ValidationError("--speedup must be above 0 and at most 10000")
    }
  }

  func run() async throws {
    let chosen = try ScenarioChoice.scenario(scenario)
    let recording = SimulatedRun(chosen, seed: seed).recording
    let directory = state.directory ?? StateOption.personal
    let machine = MachinePlan(
      name: "Simulated belt", profile: chosen.profile,
      input: .recording(recording, pace: .times(speedup), isSimulated: true),
      training: try ProtocolChoice.named(protocolName))
    let plan = DaemonPlan(machines: [machine], stateDirectory: directory, socketPath: nil)
    let before = Set(try SetLog(directory: directory).sets().map(\.id))
    try await LiveView.run(plan, display.options())
    let log = try SetLog(readingFrom: directory)
    let records = try log.sets().filter { !before.contains($0.id) }
    Output.line("")
    Output.line("\(CountText.of(records.count, "set")) of a simulated belt logged in \(log.path)")
    if !records.isEmpty { Output.text(SetTable.text(records)) }
    Output.line("Show them again with: \(CommandLine.arguments[0]) sets --state \(directory)")
  }
}
