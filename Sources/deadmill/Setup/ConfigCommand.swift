// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill config check`.

import ArgumentParser
import Daemon
import Motion
import Pulses
import Settings

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Work with configuration files.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Tell every mistake in a configuration with its line.")

    @Argument(help: "The file.", completion: Completions.configurations)
    var file: String

    @Flag(help: "Print JSON: the machines, or every mistake.")
    var json = false

    func run() throws {
      if json { return try printJSON() }
      let service = try ServiceConfiguration(file: file, needsLine: true)
      for configuration in service.machines {
        let wheel = configuration.profile.wheel
        let drag =
          configuration.profile.drag.isCalibrated ? "calibrated" : "estimated from the machine's kind"
        Output.line(
          "\(file): good. \(configuration.machineName): \(Self.turn(configuration)), \(wheel.magnets) magnet(s), drag \(drag)."
        )
      }
    }

    /// What the belt moves in one turn of the wheel with the marks.
    private static func turn(_ configuration: Configuration) -> String {
      let turnM = configuration.profile.wheel.circumferenceM
      guard configuration.ratio != 1 else { return "\(turnM) m a turn" }
      return "\(CalibrationText.fixed(turnM, 5)) m a turn of the disc (ratio \(configuration.ratio))"
    }

    /// One object; the exit status says as without JSON whether it is good.
    private func printJSON() throws {
      do {
        let machines = try ServiceConfiguration(file: file, needsLine: true).machines.map { configuration in
          let wheel = configuration.profile.wheel
          return
            "{\"name\":\(JSONText.string(configuration.machineName)),\"circumferenceM\":\(wheel.circumferenceM),"
            + "\"ratio\":\(configuration.ratio),\"magnets\":\(wheel.magnets),\"dragCalibrated\":\(configuration.profile.drag.isCalibrated)}"
        }
        Output.line("{\"good\":true,\"machines\":\(JSONText.array(machines)),\"mistakes\":[]}")
      } catch {
        let mistakes = error.mistakes.map { mistake in
          "{\"file\":\(JSONText.string(mistake.source)),\"line\":\(mistake.line.map { "\($0)" } ?? "null"),"
            + "\"key\":\(JSONText.string(mistake.key)),\"text\":\(JSONText.string(mistake.text))}"
        }
        Output.line("{\"good\":false,\"machines\":[],\"mistakes\":\(JSONText.array(mistakes))}")
        throw ExitCode(2)
      }
    }
  }
}
