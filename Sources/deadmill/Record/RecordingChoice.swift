// SPDX-License-Identifier: Apache-2.0
//
// Owns: where `deadmill record` gets its edges from, by options, configuration and whether a daemon answers.

import Daemon
import Foundation
import LiveFeed
import Motion
import Pulses
import Settings
import Simulation

/// A daemon's socket, or a line of its own.
enum RecordingChoice: Sendable {
  case daemon(path: String, machine: String?)
  case line(GPIOConfiguration, RecordingHeader)

  static func choose(line: String?, config: String?, machine: String?, socket: String?) throws
    -> RecordingChoice
  {
    if let line { return try only(line) }
    if let socket { return .daemon(path: socket, machine: machine) }
    let configured = try ConsoleConfiguration(
      file: config ?? RunCommand.defaultConfigPath, environment: ProcessInfo.processInfo.environment,
      isRequired: config != nil)
    let path = configured.socketPath ?? Configuration.defaultSocketPath
    let isRunning = try isRunning(path)
    if isRunning, config == nil { return .daemon(path: path, machine: machine) }
    do {
      let found = try MachineChoice.configuration(machine, config: config, needsLine: true)
      if isRunning { return .daemon(path: path, machine: found.machineName) }
      return .line(found.gpio, header(found))
    } catch  where config == nil {
      throw UsageError(
        "no daemon answers at \(path), and there is no configuration that names a line: \(error); "
          + "start the daemon, or name a line with --line GPIO17")
    }
  }

  /// A line without a configuration: nothing is known of its machine.
  private static func only(_ line: String) throws -> RecordingChoice {
    var header = RecordingHeader()
    header.sensor = line
    return .line(GPIOConfiguration(line: line), header)
  }

  private static func isRunning(_ path: String) throws -> Bool {
    do {
      _ = try FeedClient.connect(to: path)
      return true
    } catch {
      guard error.isAbsence else { throw error }
      return false
    }
  }

  private static func header(_ machine: Configuration) -> RecordingHeader {
    var header = RecordingHeader()
    header.machine = machine.machineName
    header.circumferenceM = machine.profile.wheel.circumferenceM
    header.magnets = machine.profile.wheel.magnets
    header.sensor = "\(machine.profile.sensor), \(machine.profile.pulseEdge)"
    return header
  }
}
