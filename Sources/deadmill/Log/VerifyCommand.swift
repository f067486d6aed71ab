// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill verify`: is the log as it was written, and can the rest be saved.

import ArgumentParser
import Foundation
import SetLog

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Read the whole log and name everything in it that is damaged.",
    discussion: "Nothing is changed. Exit status 1 where something is damaged.")

  @OptionGroup var state: StateOption

  @Option(help: "Copy every sound set into a new log in this folder.", completion: .directory)
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
      Output.line(
        "\(found.sound) sets \(salvage == nil ? "are as they were written" : "saved"), \(found.damages.count) damages."
      )
    }
    if !found.damages.isEmpty { throw ExitCode(1) }
  }
}
