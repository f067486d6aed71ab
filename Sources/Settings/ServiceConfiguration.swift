// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the service runs: one machine from the main file, or several from files of their own.
// Must not know: YAML.

import Foundation
import Motion
import Training

/// The configuration of the whole service.
///
/// One machine is described in the main file itself. For several, the main file lists their files, relative to itself:
///
///     machines: [machines/treadmill-1.yaml, machines/treadmill-2.yaml]
///
/// Each of them is what a file for one machine is, so that `calibrate` and `recompute` work on it as they do on any.
package struct ServiceConfiguration: Sendable {
  package let machines: [Configuration]
  /// What is trained on each machine.
  package let training: [TrainingProtocol]
  package let stateDirectory: String
  package let socketPath: String
  /// The file that metrics go to, ending in `.prom`; nil for none.
  package let metricsPath: String?
  /// What is probably not meant, and yet no reason to refuse the configuration.
  package let warnings: [ConfigurationMistake]

  /// Reads the main file, then the environment, then options; the later one wins.
  /// - Parameters:
  ///   - state, socket, training: as given on the command line; the protocol is that of all machines.
  ///   - needsLine: whether every machine must name a GPIO line.
  package init(
    file: String, environment: [String: String] = [:], state: String? = nil, socket: String? = nil,
    training: String? = nil, needsLine: Bool
  ) throws(ConfigurationError) {
    var reader = ConfigurationReader()
    reader.read(machineFile: file)
    reader.read(environment: environment)
    if let state { reader.set("state", state, option: "--state") }
    if let socket { reader.set("socket", socket, option: "--socket") }
    stateDirectory = reader.values["state"]?.scalars.first ?? Configuration.defaultStateDirectory
    socketPath = reader.values["socket"]?.scalars.first ?? Configuration.defaultSocketPath
    metricsPath = reader.values["metrics"]?.scalars.first
    reader.warnOfMetrics()
    var found = MachineList(reader, needsLine: needsLine)
    let option = training.map { ConfigurationValue(scalars: [$0], source: "--protocol", line: nil) }
    var protocols = ProtocolNames(folder: reader.values["training.folder"], mistakes: found.mistakes)
    self.training = protocols.training(found.protocols.map { option ?? $0 })
    found.mistakes = protocols.mistakes
    warnings = reader.warnings + found.warnings + protocols.warnings
    guard found.mistakes.isEmpty else { throw ConfigurationError(found.mistakes) }
    machines = found.machines
  }

  /// The daemon's plan, with each machine on its own line.
  package func plan() -> DaemonPlan { plan { .line(machines[$0].gpio) } }

  /// The daemon's plan; `input` says what the edges of each machine come from, by its number from 0.
  package func plan(_ input: (Int) -> BeltInput) -> DaemonPlan {
    let plans = machines.enumerated().map { number, machine in
      var plan = MachinePlan(
        name: machine.machineName, profile: machine.profile, input: input(number), training: training[number])
      plan.silentDays = machine.silentDays
      plan.walkerMassKg = machine.walkerMassKg
      plan.walkerRestMin = machine.walkerRestMin
      plan.beginnerSessions = machine.beginnerSessions
      plan.sets = machine.sets
      return plan
    }
    return DaemonPlan(
      machines: plans, stateDirectory: stateDirectory, socketPath: socketPath, metricsPath: metricsPath)
  }
}
