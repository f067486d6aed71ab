// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill simulate`: a scenario to a recording with known truth, or weeks of people to a log.

import ArgumentParser
import Files
import Foundation
import SetKeeping
import SetLog
import Simulation
import Text

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write a recording of a simulated belt, or a log of weeks of simulated people.",
    usage: """
      deadmill simulate --scenario NAME -o FILE [--truth FILE] [--seed N]
      deadmill simulate --days N --state DIRECTORY [--walkers N] [--machines N] [--until DAY] [--seed N]
      """,
    discussion: """
      With --days a log is made as people would make it in that time: they keep to a plan more or less, get faster, and \
      say how hard it was. All of it is marked as simulated. The same seed, days and last day give the same log.
      """)

  @Option(
    help: "Scenario to simulate, one of: \(ScenarioCatalogue.names.joined(separator: ", ")).",
    completion: Completions.scenarios)
  var scenario: String?

  @Option(help: "Seed of the random numbers; the same seed gives the same result.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "Recording to write (.edges).", completion: .file())
  var output: String?

  @Option(help: "Write the ground truth to this CSV file, 100 rows per second.", completion: .file())
  var truth: String?

  @Flag(help: "Overwrite existing files.")
  var force = false

  @Option(help: "Make a log of so many days, 1 to \(SimulatedMonth.mostDays).")
  var days: Int?

  @Option(help: "With --days: the last day. Default: yesterday.")
  var until: String?

  @Option(help: "With --days: number of people, 1 to \(SimulatedMonth.mostWalkers).")
  var walkers = 3

  @Option(help: "With --days: number of machines, 1 to \(GymScenarios.mostMachines).")
  var machines = 1

  @OptionGroup var state: StateOption

  func validate() throws {
    guard let days else {
      guard scenario != nil else {
        throw ValidationError("nothing to simulate; give --scenario NAME, or --days N")
      }
      guard output != nil else { throw ValidationError("where to write is missing; give -o FILE") }
      if state.directory != nil || until != nil {
        throw ValidationError("--state and --until go with --days; a scenario is written with -o")
      }
      return
    }
    guard scenario == nil, output == nil, truth == nil else {
      throw ValidationError(
        "--days writes a log with --state, no recording; leave out --scenario, -o and --truth")
    }
    guard (1...SimulatedMonth.mostDays).contains(days) else {
      throw ValidationError("--days \(days): expected 1 to \(SimulatedMonth.mostDays)")
    }
    guard (1...SimulatedMonth.mostWalkers).contains(walkers) else {
      throw ValidationError("--walkers \(walkers): expected 1 to \(SimulatedMonth.mostWalkers)")
    }
    guard (1...GymScenarios.mostMachines).contains(machines) else {
      throw ValidationError("--machines \(machines): expected 1 to \(GymScenarios.mostMachines)")
    }
    guard state.directory != nil else {
      throw ValidationError("where to make the log is missing; give a new directory with --state")
    }
  }

  func run() throws {
    if let days { return try makeLog(days) }
    guard let scenario, let output else { return }
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

  private func makeLog(_ days: Int) throws {
    let directory = state.chosen
    // Simulated people do not belong among those of a real log.
    guard FilePresence.of(directory + "/" + SetLog.fileName) == .absent else {
      throw UsageError("\(directory): has a log already; give a new directory with --state")
    }
    // Before a log is made.
    let last = try lastDay()
    let log = try SetLog.opened(making: directory)
    let month = SimulatedMonth(
      log: log, seed: seed, last: last, days: days, walkers: walkers, machines: machines)
    let bar = ProgressBar("Walking")
    let sets = try bar.whileRunning { try month.write { bar.show($0, of: $1) } }
    Output.line(
      "\(CountText.of(sets, "simulated set")) of \(CountText.of(days, "day")) in \(log.path)\n"
        + "Show them with: deadmill sets --state \(directory)")
  }

  private func lastDay() throws -> LocalDay {
    guard let until else { return .today + -1 }
    do {
      let time = try TimeText().time(until)
      return LocalDay.of(unixMs: time.end.unixMs - 1)
    } catch {
      throw UsageError("--until \(until): \(error)")
    }
  }
}
