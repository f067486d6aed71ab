// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill machines`: what the belts have run, and when they were serviced.

import ArgumentParser
import Foundation
import SetLog

struct MachinesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machines", abstract: "What the belts have run, sets or not, and when they were serviced.",
    subcommands: [List.self, Serviced.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the machines.")

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let machines = try SetLog.opened(reading: state.chosen).machines()
      if json { return Output.line(JSONText.array(machines.map(\.json))) }
      if machines.isEmpty { return Output.line("No machines yet.") }
      var rows = [["machine", "belt", "in motion", "since service", "serviced", "walker"]]
      for machine in machines {
        rows.append([
          machine.name, kilometres(machine.distanceM), hours(machine.movingTimeS),
          machine.servicedAt == nil
            ? "" : "\(kilometres(machine.sinceServiceM)), \(hours(machine.sinceServiceS))",
          machine.servicedAt.map { String(Figures.local($0).prefix(10)) } ?? "never",
          machine.walker ?? "anyone",
        ])
      }
      Output.text(TextTable.text(rows, right: [1, 2, 3]))
    }

    private func kilometres(_ metres: Double) -> String { Figures.fixed(metres / 1000, 1) + " km" }

    private func hours(_ seconds: Double) -> String { Figures.fixed(seconds / 3600, 1) + " h" }
  }

  struct Serviced: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serviced",
      abstract: "Note that a machine was serviced today: its counters since service begin anew.")

    @Argument(help: "The machine's name.", completion: Completions.machines)
    var name: String

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let log = try SetLog.opened(forWriting: state.chosen)
      let machine = try Choice.machine(name, log)
      try log.noteService(machine: machine, at: .now)
      let record = try log.machines().first { $0.name == machine }
      if json { return Output.line(record?.json ?? "null") }
      Output.line("\(machine): serviced; its counters since service begin anew.")
    }
  }
}
