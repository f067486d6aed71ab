// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill run`: from options and configuration to a running daemon.

import ArgumentParser
import Daemon
import Foundation
import Logging
import Motion
import Simulation

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the daemon in the foreground (systemd runs this).")

  static let defaultConfigPath = "/etc/deadmill/deadmill.yaml"

  @Option(help: "Configuration file. Default: \(RunCommand.defaultConfigPath)")
  var config: String?

  @Option(help: "gpio, simulated:NAME or replay:FILE.")
  var input = "gpio"

  @Option(help: "Folder of the log. Default: as configured, else \(Configuration.defaultStateDirectory)")
  var state: String?

  @Option(help: "Local socket. Default: as configured, else \(Configuration.defaultSocketPath)")
  var socket: String?

  func run() async throws {
    let manager = ServiceManager()
    let logger = ServiceRunner.logger()
    let (plan, daemon) = try ready(manager, logger)
    logger.notice("deadmill \(SoftwareVersion.current): \(plan.machineName), log in \(plan.stateDirectory)")
    try await ServiceRunner.run([daemon], logger: logger)
  }

  /// What keeps the daemon from starting stays in `systemctl status`, where people look first.
  private func ready(_ manager: ServiceManager, _ logger: Logger) throws -> (DaemonPlan, BeltDaemon) {
    do {
      let plan = try plan()
      return (plan, try BeltDaemon(plan: plan, logger: logger, manager: manager))
    } catch {
      manager.send([ServiceManager.status("\(error)")])
      throw error
    }
  }

  private func plan() throws -> DaemonPlan {
    guard let choice = InputChoice(input) else {
      throw UsageError("--input \(input): expected gpio, simulated:NAME or replay:FILE")
    }
    switch choice {
    case .gpio: return try plan(try configuration(needsLine: true), input: .gpio)
    case .replay(let path):
      let recording = try ReplayInput.read(path, isIntervals: false)
      let input = BeltInput.recording(recording, pace: 1, isSimulated: false)
      if config != nil { return try plan(try configuration(needsLine: false), input: input) }
      let machine = try ReplayInput.machine(nil, recording)
      return plan(machine.name, machine.profile, input)
    case .simulated(let name):
      let scenario = try ScenarioChoice.scenario(name)
      let recording = SimulatedRun(scenario, seed: 1).recording
      let input = BeltInput.recording(recording, pace: 1, isSimulated: true)
      return plan("Simulated belt", scenario.profile, input)
    }
  }

  private func configuration(needsLine: Bool) throws -> Configuration {
    var reader = ConfigurationReader()
    reader.read(file: config ?? Self.defaultConfigPath)
    reader.read(environment: ProcessInfo.processInfo.environment)
    if let state { reader.set("state", state, option: "--state") }
    if let socket { reader.set("socket", socket, option: "--socket") }
    return try Configuration(reader, needsLine: needsLine)
  }

  private func plan(_ configuration: Configuration, input: BeltInput) throws -> DaemonPlan {
    DaemonPlan(
      machineName: configuration.machineName, profile: configuration.profile, gpio: configuration.gpio,
      input: input, stateDirectory: configuration.stateDirectory, socketPath: configuration.socketPath)
  }

  private func plan(_ name: String, _ profile: MachineProfile, _ input: BeltInput) -> DaemonPlan {
    DaemonPlan(
      machineName: name, profile: profile, input: input, stateDirectory: state ?? StateOption.personal,
      socketPath: socket)
  }
}

/// A scenario by name; an unknown one is a usage error that names those there are.
enum ScenarioChoice {
  static func scenario(_ name: String) throws -> Scenario {
    do {
      return try ScenarioCatalogue.scenario(name)
    } catch {
      throw UsageError("\(error)")
    }
  }
}
