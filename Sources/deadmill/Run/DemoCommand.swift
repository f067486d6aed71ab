// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill demo`: the whole daemon on simulated belts, with its console in one terminal.

import ArgumentParser
import Console
import Daemon
import Foundation
import LiveFeed
import SetLog
import Settings
import Simulation
import Text
import Training
import Words

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Run the whole daemon on simulated belts, with the live console.",
    discussion: """
      With --machines it is a gym: someone else walks on each machine. Keys n and v change the machine and the view.
      """)

  /// The scenario of one machine.
  private static let usualScenario = "three-one-minute-sets"

  @Option(
    help: "Scenario to walk, one of: \(ScenarioCatalogue.names.joined(separator: ", ")).",
    completion: Completions.scenarios)
  var scenario: String?

  @Option(help: "Number of machines, 1 to \(GymScenarios.mostMachines).")
  var machines = 1

  @Option(help: "Seed of the random numbers; the same seed gives the same walk.")
  var seed: UInt64 = 1

  @Option(
    help: "Play this many times faster than real time; the results are the same.",
    transform: NumberText.speedup)
  var speedup = 1.0

  @Option(
    name: .customLong("protocol"),
    help: "Training protocol of the walkers. Default: one that fits the scenario.",
    completion: Completions.protocols)
  var protocolName: String?

  @Flag(help: "Serve the page for phones beside it, on this computer only.")
  var web = false

  @OptionGroup var state: StateOption
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    guard (1...GymScenarios.mostMachines).contains(machines) else {
      throw ValidationError("--machines \(machines): expected 1 to \(GymScenarios.mostMachines)")
    }
  }

  func run() async throws {
    let directory = state.directory ?? StateOption.personal
    let plans = try (0..<machines).map(plan)
    let socket = web ? PageProcess.socket(in: directory) : nil
    let plan = DaemonPlan(machines: plans, stateDirectory: directory, socketPath: socket)
    let before = try present(directory)
    if machines > 1 { try welcome(directory, plans) }
    var options = display.options()
    // Tiles of all machines, unless another view was asked for.
    if machines > 1, display.view == nil { options.mode = .gym }
    let page = try socket.map { try PageProcess(socket: $0, state: directory) }
    options.page = page?.address
    defer { page?.end() }
    if let page { Output.line("The page for phones: \(page.address)") }
    try await LiveView.run(plan, options)
    let log = try SetLog(readingFrom: directory)
    let records = try log.sets().filter { !before.contains($0.id) }
    Output.line("")
    let belts = machines == 1 ? "a simulated belt" : "\(machines) simulated belts"
    Output.line("\(CountText.of(records.count, "set")) of \(belts) logged in \(log.path)")
    if !records.isEmpty {
      Output.text(SetTable.text(records, names: try SetNames(log, SetFilter()), ids: try ShortIDs(log)))
    }
    Output.line("Show them again with: \(CommandLine.arguments[0]) sets --state \(directory)")
  }

  private func plan(_ number: Int) throws -> MachinePlan {
    let chosen =
      machines > 1 && scenario == nil
      ? try GymScenarios.walk(onMachine: number) : try ScenarioChoice.scenario(scenario ?? Self.usualScenario)
    let recording = SimulatedRun(chosen, seed: seed &+ UInt64(number)).recording
    return MachinePlan(
      name: machines == 1 ? SimulatedMachine.name : SimulatedMachine.name(number + 1),
      profile: chosen.profile,
      input: .recording(recording, pace: .times(speedup), isSimulated: true),
      training: try ProtocolChoice.named(protocolName ?? DemoProtocol.name(scenario ?? Self.usualScenario)))
  }

  private func present(_ directory: String) throws -> Set<String> {
    Set(try SetLog(directory: directory).sets().map(\.id))
  }

  /// Puts a walker on each machine of the gym.
  private func welcome(_ directory: String, _ plans: [MachinePlan]) throws {
    let log = try SetLog(directory: directory)
    for (number, plan) in plans.enumerated() {
      let name =
        Self.people[number % Self.people.count] + (number < Self.people.count ? "" : " \(number + 1)")
      let walker = try log.addWalker(
        name: SimulatedMachine.walker(name), massKg: 58 + Double(number * 7 % 31))
      try log.use(walker: walker.name, on: plan.name)
    }
  }

  private static let people = ["Ada", "Ben", "Cem", "Dora", "Emil", "Fay", "Gus", "Hana"]
}

/// The protocol that a scenario was made for.
enum DemoProtocol {
  static func name(_ scenario: String) -> String {
    switch scenario {
    case "three-one-minute-sets": TrainingProtocol.deadmill3x60.name
    case "retro-walk-5min", "stop-and-go", "rocking": TrainingProtocol.retroWalk.name
    default: TrainingProtocol.free.name
    }
  }
}
