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
  package private(set) var machines: [Configuration]
  /// What is trained on each machine.
  package private(set) var training: [TrainingProtocol] = []
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
    warnings = reader.warnings
    if let metricsPath, !metricsPath.hasSuffix(".prom") { throw Self.noMetricsFile(reader, metricsPath) }
    if let list = reader.values["machines"] {
      machines = try Self.several(
        list, reader, folder: (file as NSString).deletingLastPathComponent, needsLine)
    } else {
      machines = [try Configuration(reader, needsLine: needsLine)]
    }
    let option = training.map { ConfigurationValue(scalars: [$0], source: "--protocol", line: nil) }
    self.training = try Self.training(
      machines.map { option ?? $0.protocolValue }, folder: reader.values["training.folder"]?.scalars.first)
  }

  private static func noMetricsFile(_ reader: ConfigurationReader, _ path: String) -> ConfigurationError {
    let value = reader.values["metrics"]
    return ConfigurationError([
      ConfigurationMistake(
        source: value?.source ?? reader.mainSource, line: value?.line, key: "metrics",
        text: "\(path): must end in .prom, as in /run/deadmill/deadmill.prom")
    ])
  }

  /// The protocols by their names; no name is free training.
  private static func training(
    _ names: [ConfigurationValue?], folder: String?
  ) throws(ConfigurationError) -> [TrainingProtocol] {
    guard names.contains(where: { $0 != nil }) else { return names.map { _ in .free } }
    let known = try ProtocolFile.all(folder: folder)
    var mistakes: [ConfigurationMistake] = []
    let found = names.map { value in
      guard let value, let name = value.scalars.first else { return TrainingProtocol.free }
      if let match = known.first(where: { $0.name == name }) { return match }
      mistakes.append(
        ConfigurationMistake(
          source: value.source, line: value.line, key: "training.protocol",
          text: "\"\(name)\": no such protocol; there are \(known.map(\.name).joined(separator: ", "))"))
      return .free
    }
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
    return found
  }

  private static func several(
    _ list: ConfigurationValue, _ reader: ConfigurationReader, folder: String, _ needsLine: Bool
  ) throws(ConfigurationError) -> [Configuration] {
    var mistakes = reader.mistakes
    for path in reader.values.keys.sorted() where path.hasPrefix("machine.") || path.hasPrefix("gpio.") {
      let value = reader.values[path]
      mistakes.append(
        ConfigurationMistake(
          source: value?.source ?? list.source, line: value?.line, key: path,
          text: "cannot be combined with `machines:`; move it into one of the listed files"))
    }
    var machines: [Configuration] = []
    for name in list.scalars {
      var one = ConfigurationReader()
      one.read(machineFile: name.hasPrefix("/") ? name : (folder as NSString).appendingPathComponent(name))
      let ofAll = [
        "walker.massKg", "walker.restMin", "training.protocol", "training.beginnerSessions",
        "health.silentDays",
      ]
      let ofSets = ConfigurationSchema.configuration.names(under: "sets").map { "sets." + $0 }
      for path in ofAll + ofSets { one.inherit(path, from: reader) }
      do {
        machines.append(try Configuration(one, needsLine: needsLine))
      } catch {
        mistakes += error.mistakes
      }
    }
    mistakes += conflicts(machines, list)
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
    return machines
  }

  /// Names and lines that two machines have in common.
  private static func conflicts(_ machines: [Configuration], _ list: ConfigurationValue)
    -> [ConfigurationMistake]
  {
    func twice(_ what: String, _ values: [String]) -> [ConfigurationMistake] {
      let repeated = Set(values.filter { value in values.filter { $0 == value }.count > 1 })
      return repeated.sorted().map {
        ConfigurationMistake(
          source: list.source, line: list.line, key: "machines",
          text: "two machines have the \(what) \"\($0)\"; each needs one of its own")
      }
    }
    let lines = machines.flatMap { machine in
      [machine.gpio.line, machine.gpio.second].compactMap { $0?.text }
    }
    return twice("name", machines.map(\.machineName)) + twice("line", lines)
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
