// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill replay`: a recording through the stages to standard output.

import ArgumentParser
import Daemon
import Foundation
import Motion
import Pulses
import SetKeeping
import SetLog
import Settings
import Simulation
import Training

enum TableFormat: String, ExpressibleByArgument, CaseIterable {
  case csv
  case json
}

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Run a recording through the signal stages, as fast as possible.")

  @Argument(
    help: "Recording (.edges), or with --intervals a file with one interval in seconds per line.",
    completion: .file())
  var file: String

  @Option(
    help: "Machine profile (YAML with a `machine:` section). Default: the machine in the recording's header."
  )
  var machine: String?

  @Option(help: "Number of rows per second of recorded time.")
  var rate = 50.0

  @Option(help: "Format: csv or json. Default: csv for rows, json for sets.")
  var format: TableFormat?

  @Flag(help: "Print the sets that were found instead of rows.")
  var sets = false

  @Option(
    help:
      "Longest pause within a set, seconds, 0.5 to 600. Default: `sets: { pauseS: ... }` of --machine, else 6."
  )
  var pause: Double?

  @Flag(help: "The file has one interval in seconds per line.")
  var intervals = false

  func validate() throws {
    guard rate > 0, rate <= 10_000 else { throw ValidationError("--rate must be above 0 and at most 10000") }
    if let pause, !SetRuleSettings.pauseRangeS.contains(pause) {
      throw ValidationError("--pause \(pause): expected 0.5 to 600 seconds")
    }
    if sets, format == .csv { throw ValidationError("--sets prints JSON; leave --format out, or give json") }
  }

  func run() throws {
    let recording = try ReplayInput.read(file, isIntervals: intervals)
    let machine = try ReplayInput.machine(machine, recording)
    let rules = SetRuleSettings(pauseS: pause).over(machine.sets).rules
    if sets {
      let records = RecordedSetFinder.find(
        in: recording, machine: machine.name, profile: machine.profile, walker: machine.walker, rules: rules)
      Output.line(SetRecord.json(records))
      return
    }
    let format = format ?? .csv
    // Written in large pieces: a day has millions of rows.
    var text = format == .csv ? ReplayRow.header + "\n" : ""
    ReplayTable.run(recording, profile: machine.profile, walker: machine.walker, rules: rules, rateHz: rate) {
      row in
      text += format == .csv ? row.csv : row.json
      text += "\n"
      if text.utf8.count > 1 << 16 {
        Output.text(text)
        text = ""
      }
    }
    Output.text(text)
  }
}

/// What a replay needs: a recording and the machine it came from.
enum ReplayInput {
  static func read(_ path: String, isIntervals: Bool) throws -> Recording {
    isIntervals ? try IntervalsFile.read(path) : try EdgesFile.read(path)
  }

  /// The machine of a profile file, or the one in the recording's header.
  static func machine(_ path: String?, _ recording: Recording) throws -> (
    name: String, profile: MachineProfile, walker: WalkerLoad, sets: SetRuleSettings
  ) {
    if let path {
      let configuration = try MachineChoice.configuration(path, config: nil)
      let walker = configuration.walkerMassKg.map(WalkerLoad.init(statedMassKg:)) ?? WalkerLoad()
      return (configuration.machineName, configuration.profile, walker, configuration.sets)
    }
    guard let circumferenceM = recording.header.circumferenceM, let magnets = recording.header.magnets else {
      throw UsageError("the recording's header has no circumference; name a profile with --machine FILE")
    }
    let wheel = try MagnetWheel(circumferenceM: circumferenceM, magnets: magnets)
    return (
      recording.header.machine ?? "recording",
      MachineProfile(wheel: wheel, drag: .standard(for: .motorisedOff)), WalkerLoad(), SetRuleSettings()
    )
  }
}
