// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill config check`.

import ArgumentParser
import Foundation
import Motion
import Pulses
import Settings
import Text

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check configuration files.", subcommands: [Check.self])

  /// As the daemon would have it, which reads these variables too.
  fileprivate static var environment: [String: String] { ProcessInfo.processInfo.environment }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Check a configuration: list every mistake with its line, or where values come from.")

    @Argument(help: "File to check.", completion: Completions.configurations)
    var file: String

    @Flag(help: "Print JSON: the machines, or all mistakes.")
    var json = false

    func run() throws {
      if json { return try printJSON() }
      let service = try ServiceConfiguration(
        file: file, environment: ConfigCommand.environment, needsLine: true)
      for warning in service.warnings { Output.error("warning: \(warning)") }
      for configuration in service.machines {
        let magnets = CountText.of(configuration.profile.wheel.magnets, "magnet")
        let drag =
          configuration.profile.drag.isCalibrated ? "calibrated" : "estimated from the machine's kind"
        Output.line(
          "\(file): no mistakes. \(configuration.machineName): \(Self.turn(configuration)), \(magnets), drag \(drag)."
        )
        for origin in configuration.origins {
          let overlaid = origin.overlaid.map { " (instead of \($0))" } ?? ""
          Output.line("  \(origin.name): \(origin.location)\(overlaid)")
        }
      }
    }

    /// What the belt moves in one turn of the wheel with the marks.
    private static func turn(_ configuration: Configuration) -> String {
      let turnM = configuration.profile.wheel.circumferenceM
      guard configuration.ratio != 1 else { return "\(DecimalText.plain(turnM)) m per turn" }
      return
        "\(DecimalText.fixed(turnM, 5)) m per turn of the disc (ratio \(DecimalText.plain(configuration.ratio)))"
    }

    private static func origins(_ configuration: Configuration) -> String {
      configuration.origins.map { "\(JSONText.quoted($0.name)):\(JSONText.quoted($0.location))" }.joined(
        separator: ",")
    }

    /// One object; the exit status is the same as without JSON.
    private func printJSON() throws {
      do {
        let service = try ServiceConfiguration(
          file: file, environment: ConfigCommand.environment, needsLine: true)
        let machines = service.machines.map { configuration in
          let wheel = configuration.profile.wheel
          return
            "{\"name\":\(JSONText.string(configuration.machineName)),\"circumferenceM\":\(JSONText.number(wheel.circumferenceM)),"
            + "\"ratio\":\(JSONText.number(configuration.ratio)),\"magnets\":\(wheel.magnets),\"dragCalibrated\":\(configuration.profile.drag.isCalibrated),"
            + "\"origins\":{\(Self.origins(configuration))}}"
        }
        Output.line(
          "{\"good\":true,\"machines\":\(JSONText.array(machines)),\"mistakes\":[],"
            + "\"warnings\":\(JSONText.array(service.warnings.map(Self.json)))}")
      } catch {
        let mistakes = error.mistakes.map(Self.json)
        Output.line("{\"good\":false,\"machines\":[],\"mistakes\":\(JSONText.array(mistakes))}")
        throw ExitCode(2)
      }
    }

    private static func json(_ mistake: ConfigurationMistake) -> String {
      "{\"file\":\(JSONText.string(mistake.source)),\"line\":\(mistake.line.map { "\($0)" } ?? "null"),"
        + "\"key\":\(JSONText.string(mistake.key)),\"text\":\(JSONText.string(mistake.text))}"
    }
  }
}
