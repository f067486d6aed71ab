// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill machines`: distance and hours of each belt, and the last service.

import ArgumentParser
import Foundation
import LiveFeed
import SetLog
import Text

struct MachinesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machines",
    abstract: "Distance and hours of each belt (inside and outside sets) and the last service.",
    subcommands: [List.self, Serviced.self, Rename.self], defaultSubcommand: List.self)

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
          machine.servicedAt.map { String(LocalTime.text($0).prefix(10)) } ?? "never",
          machine.walker ?? "no walker",
        ])
      }
      Output.text(TextTable.text(rows, right: [1, 2, 3]))
    }

    private func kilometres(_ metres: Double) -> String { DecimalText.fixed(metres / 1000, 1) + " km" }

    private func hours(_ seconds: Double) -> String { DecimalText.fixed(seconds / 3600, 1) + " h" }
  }

  struct Serviced: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serviced",
      abstract: "Record a service today; the counters since service restart at zero.")

    @Argument(help: "The machine's name.", completion: Completions.machines)
    var name: String

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let machine = try ArgumentResolver.machine(name, try SetLog.opened(reading: state.chosen))
      var request = ControlRequest(.serviceMark)
      request.machine = machine
      try LogChanging.carryOut(request, in: state.chosen)
      let record = try SetLog.opened(reading: state.chosen).machines().first { $0.name == machine }
      if json { return Output.line(record?.json ?? "null") }
      Output.line("\(machine): serviced; its counters since service restart at zero.")
    }
  }

  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Give a machine another name; its sets and counters stay with it.",
      discussion: """
        Where a daemon runs, change `machine.name` in its configuration and reload it instead: it renames the machine \
        itself, once the set in progress has ended.
        """)

    @Argument(help: "The machine's present name.", completion: Completions.machines)
    var name: String

    @Argument(help: "The new name.")
    var newName: String

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let machine = try ArgumentResolver.machine(name, try SetLog.opened(reading: state.chosen))
      var request = ControlRequest(.renameMachine)
      request.machine = machine
      request.name = newName
      let answer = try LogChanging.carryOut(request, in: state.chosen)
      let record = try SetLog.opened(reading: state.chosen).machines().first { $0.id == answer.machine }
      if json { return Output.line(record?.json ?? "null") }
      Output.line("\(machine) is called \(record?.name ?? newName) now.")
    }
  }
}
