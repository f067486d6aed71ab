// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill verify`: is the log as it was written, and can the rest be saved.

import ArgumentParser
import Foundation
import SetLog
import Text

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check the whole log and list any damage.",
    discussion: "Changes nothing. Exit status 1 if anything is damaged.")

  @OptionGroup var state: StateOption

  @Option(help: "Copy every intact set into a new log in this directory.", completion: .directory)
  var salvage: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let bar = ProgressBar(salvage == nil ? "Reading the log" : "Saving sets")
    let found = try bar.whileRunning {
      try salvage.map { try log.salvage(into: $0) { bar.show($0, of: $1) } }
        ?? log.verify { bar.show($0, of: $1) }
    }
    if json {
      Output.line(String(decoding: try JSONEncoder().encode(found), as: UTF8.self))
    } else {
      for damage in found.damages { Output.error("\(damage)") }
      let sets = CountText.of(found.sound, "set")
      let damage = found.damages.isEmpty ? "no damage found" : "damage found in \(found.damages.count)"
      if found.withoutPulses > 0 {
        let count = CountText.of(found.withoutPulses, "set")
        Output.line("\(count) imported without raw pulses: to be edited, not to be computed again.")
      }
      Output.line("\(sets) \(salvage == nil ? "checked" : "saved"), \(damage).")
    }
    if !found.damages.isEmpty { throw ExitCode(1) }
  }
}
