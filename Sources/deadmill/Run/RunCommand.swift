// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill run`: from options and configuration to a running daemon.

import ArgumentParser
import Daemon
import Foundation
import Logging
import Motion
import ServiceLifecycle
import SetLog
import Settings
import Simulation

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the daemon in the foreground (systemd runs this).")

  static let defaultConfigPath = "/etc/deadmill/deadmill.yaml"

  @Option(help: "Configuration file. Default: \(RunCommand.defaultConfigPath)")
  var config: String?

  @Option(help: "Source of edges: gpio, simulated:NAME or replay:FILE.")
  var input = "gpio"

  @Option(help: "Directory of the log. Default: as configured, else \(Configuration.defaultStateDirectory)")
  var state: String?

  @Option(help: "Path of the local socket. Default: as configured, else \(Configuration.defaultSocketPath)")
  var socket: String?

  @Option(
    name: .customLong("protocol"),
    help: "Training protocol of all machines. Default: as configured, else free (any set counts).")
  var protocolName: String?

  @Option(
    help: "Play a simulated or recorded belt so many times faster than real time.",
    transform: NumberText.speedup)
  var speedup: Double?

  func validate() throws {
    if speedup != nil, input == "gpio" {
      throw ValidationError(
        "--speedup goes with --input simulated:NAME or replay:FILE; a real belt keeps its own pace")
    }
  }

  private var pace: ReplayPace { .times(speedup ?? 1) }

  func run() async throws {
    let manager = ServiceManager()
    let logger = ServiceRunner.logger()
    let (plan, daemon) = try await ready(manager, logger)
    logger.notice("deadmill \(SoftwareVersion.current): \(plan.names), log in \(plan.stateDirectory)")
    // A person's terminal that hangs up ends what runs in it; for a service SIGHUP means reload.
    let endsOnHangup = !manager.isThere && isatty(STDIN_FILENO) == 1
    let services: [any Service] =
      endsOnHangup ? [daemon] : [daemon, HangupService { reload(daemon, logger) }]
    try await ServiceRunner.run(services, logger: logger, endsOnHangup: endsOnHangup)
  }

  /// SIGHUP: takes a new configuration; a bad one never replaces a running one.
  private func reload(_ daemon: BeltDaemon, _ logger: Logger) {
    do {
      daemon.reload(try plan(logger))
      logger.notice("configuration reloaded")
    } catch {
      logger.error("new configuration rejected, keeping the old one: \(error)")
    }
  }

  /// An error that keeps the daemon from starting stays in `systemctl status`, which people check first. A full disk is
  /// waited for: the cause is elsewhere, and a service that ended for it would not come back by itself.
  private func ready(_ manager: ServiceManager, _ logger: Logger) async throws -> (DaemonPlan, BeltDaemon) {
    var hasTold = false
    while true {
      do {
        let plan = try plan(logger)
        return (plan, try BeltDaemon(plan: plan, logger: logger, manager: manager))
      } catch let error as SetLogError where error.code == .full && manager.isThere {
        let text = "disk full: cannot open \(error.subject); pulses are not counted until space is freed"
        if !hasTold { logger.error("\(text)") }
        hasTold = true
        manager.send([ServiceManager.status(text), ServiceManager.longerStart])
        try await Task.sleep(for: .seconds(2))
      } catch {
        manager.send([ServiceManager.status("\(error)")])
        throw error
      }
    }
  }

  private func plan(_ logger: Logger) throws -> DaemonPlan {
    guard let choice = InputChoice(input) else {
      throw UsageError("--input \(input): expected gpio, simulated:NAME or replay:FILE")
    }
    switch choice {
    case .gpio: return try configuration(logger, needsLine: true).plan()
    case .replay(let path):
      let recording = try ReplayInput.read(path, isIntervals: false)
      let input = BeltInput.recording(recording, pace: pace, isSimulated: false)
      if config != nil { return try configuration(logger, needsLine: false).plan { _ in input } }
      let machine = try ReplayInput.machine(nil, recording)
      return try plan(MachinePlan(name: machine.name, profile: machine.profile, input: input))
    case .simulated(let name):
      let scenario = try ScenarioChoice.scenario(name)
      if config != nil {
        // Each machine of the configuration walks on its own, on the scenario's belt.
        return try configuration(logger, needsLine: false).plan { number in
          .recording(
            SimulatedRun(scenario, seed: UInt64(number + 1)).recording, pace: pace, isSimulated: true)
        }
      }
      let recording = SimulatedRun(scenario, seed: 1).recording
      let input = BeltInput.recording(recording, pace: pace, isSimulated: true)
      var machine = MachinePlan(name: "Simulated belt", profile: scenario.profile, input: input)
      machine.walkerMassKg = scenario.walker.massKg.value
      return try plan(machine)
    }
  }

  private func configuration(_ logger: Logger, needsLine: Bool) throws -> ServiceConfiguration {
    let service = try ServiceConfiguration(
      file: config ?? Self.defaultConfigPath, environment: ProcessInfo.processInfo.environment, state: state,
      socket: socket, training: protocolName, needsLine: needsLine)
    for warning in service.warnings { logger.warning("\(warning)") }
    return service
  }

  private func plan(_ machine: MachinePlan) throws -> DaemonPlan {
    var machine = machine
    if let protocolName { machine.training = try ProtocolChoice.named(protocolName) }
    return DaemonPlan(machines: [machine], stateDirectory: state ?? StateOption.personal, socketPath: socket)
  }
}

/// A scenario by name; an unknown one is a usage error that names those there are.
enum ScenarioChoice {
  static func scenario(_ name: String) throws -> Scenario {
    do {
      return try ScenarioCatalogue.scenario(name)
    } catch {
      let names = ScenarioCatalogue.names
      let hint = NearestName.of(name, among: names).map { "did you mean \"\($0)\"? " } ?? ""
      throw UsageError("no scenario \"\(name)\"; \(hint)there are \(names.joined(separator: ", "))")
    }
  }
}
