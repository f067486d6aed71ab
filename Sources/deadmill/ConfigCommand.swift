// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill config check`.

import ArgumentParser
import Daemon
import Motion
import Pulses

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Work with configuration files.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Tell every mistake in a configuration with its line.")

    @Argument(help: "The file.", completion: Completions.configurations)
    var file: String

    func run() throws {
      let service = try ServiceConfiguration(file: file, needsLine: true)
      for configuration in service.machines {
        let wheel = configuration.profile.wheel
        let drag =
          configuration.profile.drag.isCalibrated ? "calibrated" : "estimated from the machine's kind"
        Output.line(
          "\(file): good. \(configuration.machineName): \(wheel.circumferenceM) m a turn, \(wheel.magnets) magnet(s), drag \(drag)."
        )
      }
    }
  }
}
