// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill walkers`: who walks, who is on a machine now, and forgetting somebody for good.

import ArgumentParser
import Foundation
import SetLog
import Text

struct WalkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walkers", abstract: "Who walks; sets are anonymous until somebody is named.",
    subcommands: [List.self, Add.self, Use.self, Erase.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the walkers.")

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let log = try SetLog.opened(reading: state.chosen)
      let walkers = try log.walkers()
      if json { return Output.line(JSONText.array(walkers.map(\.json))) }
      if walkers.isEmpty {
        return Output.line(
          "No walkers yet: all sets are anonymous. Add one with `deadmill walkers add NAME`.")
      }
      let on = Dictionary(grouping: try log.machines().filter { $0.walker != nil }) { $0.walker ?? "" }
      var rows = [["name", "mass", "on"]]
      for walker in walkers {
        rows.append([
          walker.name, walker.massKg.map { DecimalText.fixed($0, 1) + " kg" } ?? "not told",
          (on[walker.name] ?? []).map(\.name).joined(separator: ", "),
        ])
      }
      Output.text(TextTable.text(rows, right: [1]))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a walker, or change one's body mass.")

    @Argument(help: "The name; upper and lower case are one.", completion: Completions.walkers)
    var name: String

    @Option(name: .customLong("mass"), help: "Body mass in kilograms: power and work rest on it.")
    var massKg: Double?

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      if let massKg, !(20...300).contains(massKg) {
        throw UsageError("--mass \(DecimalText.plain(massKg)): expected 20 to 300 kilograms")
      }
      let walker = try SetLog.opened(forWriting: state.chosen).addWalker(name: name, massKg: massKg)
      if json { return Output.line(walker.json) }
      let mass = walker.massKg.map { ", \(DecimalText.plain($0)) kg" } ?? ""
      Output.line("\(walker.name)\(mass). Sets are theirs after `deadmill walkers use` or `deadmill claim`.")
    }
  }

  struct Use: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "use", abstract: "Say who walks on a machine from now on.",
      discussion: "A set belongs to whoever is on the machine when it begins.")

    @Argument(help: "The walker.", completion: Completions.walkers)
    var name: String?

    @Flag(help: "Nobody: sets are anonymous again.")
    var nobody = false

    @Option(help: "The machine; needed where the log knows several.", completion: Completions.machines)
    var machine: String?

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
      guard nobody != (name != nil) else { throw ValidationError("name one walker, or say --nobody") }
    }

    func run() throws {
      let log = try SetLog.opened(forWriting: state.chosen)
      let machine = try Choice.machine(machine, log)
      try log.use(walker: name, on: machine)
      let record = try log.machines().first { $0.name == machine }
      if json { return Output.line(record?.json ?? "null") }
      Output.line("\(record?.walker ?? "Nobody") is on \(machine).")
    }
  }

  struct Erase: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "erase", abstract: "Forget a walker for good.",
      discussion: """
        Name, body mass, exertion, pain and notes go from every set, and from the file's free pages. The sets stay as \
        anonymous ones unless --with-sets is said. Backups made before still have all of it.
        """)

    @Argument(help: "The walker.", completion: Completions.walkers)
    var name: String

    @Flag(help: "The walker's sets go too, with their raw pulses.")
    var withSets = false

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let log = try SetLog.opened(forWriting: state.chosen)
      guard let walker = try log.walkers().first(where: { $0.name.lowercased() == name.lowercased() }) else {
        throw SetLogError.noSuchWalker(name: name)
      }
      if !yes { try confirm(walker.name) }
      let erasure = try log.eraseWalker(walker.name, deletingSets: withSets)
      if json {
        Output.line(
          "{\"sets\":\(erasure.sets),\"deleted\":\(withSets ? "true" : "false"),\"final\":\(erasure.isFinal)}"
        )
      } else {
        let sets = erasure.sets == 1 ? "1 set is" : "\(erasure.sets) sets are"
        Output.line("\(walker.name) is forgotten. \(sets) \(withSets ? "gone" : "anonymous now").")
      }
      if !erasure.isFinal {
        Output.error(
          "deadmill: somebody is reading the log, so traces are still in the file; they go with the next command that "
            + "changes something, or when the daemon starts")
        throw ExitCode(1)
      }
    }

    private func confirm(_ name: String) throws {
      guard isatty(STDIN_FILENO) == 1 else {
        throw UsageError("erasing cannot be undone; say --yes to do it without being asked")
      }
      let what = withSets ? "name, notes and all sets" : "name and notes"
      Output.text("This removes \(what) for good. Type the name again to go on: ")
      guard let answer = readLine(), answer.lowercased() == name.lowercased() else {
        Output.error("deadmill: that is not \"\(name)\"; nothing was changed")
        throw ExitCode(1)
      }
    }
  }
}
