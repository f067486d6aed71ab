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
    subcommands: [List.self, Serviced.self, Rename.self, Retire.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the machines.")

    @Flag(help: "Retired machines too.")
    var all = false

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let log = try SetLog.opened(reading: state.chosen)
      let machines = try log.machines().filter { all || $0.retiredAt == nil }
      if json { return Output.line(JSONText.array(machines.map(\.json))) }
      if machines.isEmpty {
        return Output.line(
          try log.machines().isEmpty ? "No machines yet." : "No machine is in use; --all lists retired ones.")
      }
      var rows = [["machine", "belt", "in motion", "since service", "serviced", "walker"]]
      for machine in machines {
        rows.append([
          machine.name, kilometres(machine.distanceM), hours(machine.movingTimeS),
          machine.servicedAt == nil
            ? "" : "\(kilometres(machine.sinceServiceM)), \(hours(machine.sinceServiceS))",
          machine.servicedAt.map { String(LocalTime.text($0).prefix(10)) } ?? "never",
          machine.retiredAt.map { "retired \(LocalTime.text($0).prefix(10))" } ?? machine.walker
            ?? "no walker",
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
        A running daemon shows the new name once the set in progress has ended. A configuration that still has the former \
        name leads to the same machine; change `machine.name` there when it suits you.
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

  struct Retire: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retire", abstract: "Take a machine out of use; its sets and counters stay.",
      discussion: "It is not listed any more but with --all. A daemon that runs it takes it into use again.")

    @Argument(help: "The machine's name.", completion: Completions.machines)
    var name: String

    @Flag(help: "Take it into use again.")
    var back = false

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let machine = try ArgumentResolver.machine(name, try SetLog.opened(reading: state.chosen))
      var request = ControlRequest(.retireMachine)
      request.machine = machine
      request.retired = !back
      let answer = try LogChanging.carryOut(request, in: state.chosen)
      let record = try SetLog.opened(reading: state.chosen).machine(named: machine)
      if json { return Output.line(record?.json ?? "null") }
      let state = back ? "in use" : "retired"
      Output.line("\(machine) \(answer.changed == false ? "was \(state) already" : "is \(state) now").")
    }
  }
}
