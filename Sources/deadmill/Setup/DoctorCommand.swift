// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill doctor`: what is wrong, and how to fix it.

import ArgumentParser
import Console
import Doctor
import Foundation
import Hardware
import LiveFeed
import Pulses
import Settings
import Simulation
import Text

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Find out what is wrong and how to fix it.",
    discussion: """
      Checks configuration, service, line, clock, disk, log, power and sound; changes nothing. With --wiring it \
      also listens to the sensor while you turn the belt, through the daemon if it is running, or examines a recording.

      Exit status by the worst finding: 0 no faults and no warnings, 1 warnings, 2 faults.
      """)

  @Option(help: "Configuration file.")
  var config = RunCommand.defaultConfigPath

  @Option(help: "Directory of the log. Default: as configured.")
  var state: String?

  @Option(help: "Local socket of the daemon. Default: as configured.")
  var socket: String?

  @Flag(help: "Listen to the sensor while you turn the belt by hand.")
  var wiring = false

  @Option(help: "Number of seconds to listen.")
  var seconds = 20.0

  @Option(help: "With --wiring: examine a recording (.edges) instead of the line.")
  var recording: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...600).contains(seconds) else { throw ValidationError("--seconds must be within 1 to 600") }
    guard recording == nil || wiring else { throw ValidationError("--recording goes with --wiring") }
  }

  func run() throws {
    var findings: [Finding] = []
    if recording == nil {
      let checkup = Checkup(
        configurationPath: config, stateDirectory: state, socketPath: socket, player: SoundPlayer.find()?.name
      )
      findings = checkup.findings()
    }
    if wiring { findings += try wiringFindings() }
    let worst = findings.map(\.severity).max() ?? .good
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Output.line(String(decoding: try encoder.encode(findings), as: UTF8.self))
    } else {
      for finding in findings { Output.line(FindingText.text(finding)) }
      Output.line(FindingText.conclusion(findings))
    }
    if worst != .good { throw ExitCode(worst.exitStatus) }
  }

  private func wiringFindings() throws -> [Finding] {
    let service = try ServiceConfiguration(
      file: config, environment: ProcessInfo.processInfo.environment, needsLine: recording == nil)
    if let recording {
      let edges = try ReplayInput.read(recording, isIntervals: false).edges
      return service.machines.prefix(1).flatMap { WiringReport(edges, machine: $0).findings() }
    }
    let path = socket ?? service.socketPath
    return service.machines.flatMap { machine in
      Output.error(
        "\(machine.machineName): turn the belt by hand now, evenly, for \(DecimalText.plain(seconds)) s")
      do {
        return WiringReport(try listen(machine, path), machine: machine).findings()
      } catch {
        return [
          Finding(
            "wiring", .fault, "\(error)",
            remedy: (error as? HardwareError)?.remedy
              ?? "check the line and the service with `deadmill doctor`",
            machine: machine.machineName)
        ]
      }
    }
  }

  /// Through the daemon, which keeps its line; from the line itself if none runs.
  private func listen(_ machine: Configuration, _ path: String) throws -> [Edge] {
    do {
      return try EdgeListener.listen(to: path, machine: machine.machineName, seconds: seconds)
    } catch let error as FeedError where error.isAbsence {
      // No daemon runs: the line is free.
      return try EdgeListener.listen(machine, seconds: seconds)
    }
  }
}
