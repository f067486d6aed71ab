// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill calibrate`: its subcommands and the options they share. Must not know: how anything is computed.

import ArgumentParser
import Daemon
import Foundation
import Motion
import Pulses
import Settings
import Simulation

struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Calibrate the machine: its length, drag, mass and magnets.",
    discussion: """
      Do this in order: distance (metres per turn), coast-down (how the empty belt slows down, and where the magnets
      are), mass (which force that is), friction (what a walker's weight adds).
      """,
    subcommands: [
      DistanceCalibration.self, CoastDownCalibration.self, MassCalibration.self, FrictionCalibration.self,
      MagnetCalibration.self,
    ])
}

/// What every calibration is asked.
struct CalibrateOptions: ParsableArguments {
  @Option(help: "Use a recording (.edges) and only print the result.")
  var recording: String?

  @Flag(help: "The recording has one interval in seconds per line.")
  var intervals = false

  @Option(
    help: "The machine: its name in the configuration, or a file with its profile (YAML).",
    completion: Completions.machines)
  var machine: String?

  @Option(
    help:
      "Configuration file with the machine or its sensor's line. Default: \(RunCommand.defaultConfigPath)",
    completion: Completions.configurations)
  var config: String?

  @Option(help: "Source of pulses: gpio or simulated:NAME.")
  var input = "gpio"

  @Option(help: "Play a simulated belt this many times faster than real time; 0 for as fast as possible.")
  var speedup = 0.0

  @Flag(
    help: "Write the result beside the file of the machine or of --config, as FILE.calibration.yaml."
  )
  var write = false

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func validate() throws {
    guard speedup >= 0, speedup <= 10_000 else { throw ValidationError("--speedup must be 0 to 10000") }
    if intervals, recording == nil { throw ValidationError("--intervals goes with --recording FILE") }
    if recording != nil, write {
      throw ValidationError("--recording only prints; leave --write out")
    }
    if write, machine == nil, config == nil {
      throw ValidationError("--write needs the machine: give --machine NAME, --machine FILE or --config FILE")
    }
  }

  /// The files that are meant. A machine's name stands for its file; the configuration only says which one that is.
  private func files() throws -> (machine: String?, config: String?) {
    guard let machine, !MachineChoice.isFile(machine) else { return (machine, config) }
    return (try MachineChoice.file(machine, config: config), nil)
  }

  /// The file that describes the machine, beside which `--write` puts the calibration; nil if none is named.
  private func target() throws -> String? {
    let files = try files()
    return files.machine ?? files.config
  }

  /// The machine of its profile file; nil if none is named.
  func namedConfiguration(needsLine: Bool) throws -> Configuration? {
    guard let path = try target() else { return nil }
    return try Self.configuration(path, needsLine: needsLine)
  }

  static func configuration(_ path: String, needsLine: Bool) throws -> Configuration {
    // A wheel that was exchanged is calibrated from the start.
    try Configuration(file: path, needsLine: needsLine, ignoresOtherWheel: true)
  }

  /// The machine for figures that need no sensor.
  func figuresProfile() throws -> MachineProfile {
    guard let configuration = try namedConfiguration(needsLine: false) else {
      throw UsageError("name the machine: --machine NAME or --machine FILE")
    }
    return configuration.profile
  }

  /// Turns of the marked disc per turn of the roller, as in the file of `--machine` or `--config`; 1 without one.
  func ratio() throws -> Double {
    if let named = try namedConfiguration(needsLine: false) { return named.ratio }
    guard recording == nil, case .gpio = InputChoice(input) else { return 1 }
    return try Self.configuration(RunCommand.defaultConfigPath, needsLine: false).ratio
  }

  /// Where pulses come from, and the machine they belong to.
  func source() throws -> CalibrationSource {
    if let recording {
      let read = try ReplayInput.read(recording, isIntervals: intervals)
      return CalibrationSource(
        profile: try ReplayInput.machine(target(), read).profile, recording: read, isLive: false)
    }
    guard let choice = InputChoice(input) else {
      throw UsageError("--input \(input): expected gpio or simulated:NAME")
    }
    switch choice {
    case .gpio:
      // The line is in the configuration; a profile of its own may describe the machine in more detail.
      let files = try files()
      let configuration = try Self.configuration(
        files.config ?? files.machine ?? RunCommand.defaultConfigPath, needsLine: true)
      var profile = configuration.profile
      if files.config != nil, let machine = files.machine {
        profile = try Self.configuration(machine, needsLine: false).profile
      }
      return CalibrationSource(profile: profile, gpio: configuration.gpio, isLive: true)
    case .simulated(let name):
      let scenario = try ScenarioChoice.scenario(name)
      let profile = try namedConfiguration(needsLine: false)?.profile ?? scenario.profile
      let played = SimulatedRun(scenario, seed: 1).recording
      return CalibrationSource(profile: profile, recording: played, speedup: speedup, isLive: true)
    case .replay:
      throw UsageError("--input \(input): for a file give --recording FILE")
    }
  }

  /// Writes the calibration beside the machine's file, if that was asked for.
  func save(_ changes: [CalibrationChange]) throws {
    guard write, let target = try target() else {
      let how = recording == nil ? "Repeat it with --write to save it." : "A recording is never saved from."
      Output.error("Nothing was saved, this only shows the result. \(how)")
      return
    }
    let file = CalibrationFile(beside: target)
    try file.write(changes)
    Output.error("Written to \(file.path); \(target) is unchanged. A running daemon reads it after a reload.")
  }
}

/// Pulses to calibrate with.
struct CalibrationSource {
  var profile: MachineProfile
  var recording: Recording?
  var gpio = GPIOConfiguration()
  var speedup = 0.0
  /// Whether a person at the belt needs instructions.
  var isLive: Bool

  var isSimulated: Bool { isLive && recording != nil }

  var input: BeltInput {
    guard let recording else { return .line(gpio) }
    return .recording(
      recording, pace: speedup > 0 ? .times(speedup) : .asFastAsPossible, isSimulated: true)
  }
}
