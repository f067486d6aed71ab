// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill walkers`: who walks, who is on a machine now, and forgetting a walker for good.
// Must not know: who writes the log.

import ArgumentParser
import Foundation
import LiveFeed
import SetLog
import Text

struct WalkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walkers", abstract: "Manage walkers; sets are anonymous until a walker is named.",
    subcommands: [List.self, Add.self, Use.self, Rename.self, Erase.self], defaultSubcommand: List.self)

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
          walker.name, walker.massKg.map { DecimalText.fixed($0, 1) + " kg" } ?? "unknown",
          (on[walker.name] ?? []).map(\.name).joined(separator: ", "),
        ])
      }
      Output.text(TextTable.text(rows, right: [1]))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a walker, or change one's body mass.")

    @Argument(
      help: "The name. Names that differ in case only are one walker's.", completion: Completions.walkers)
    var name: String

    @Option(
      name: .customLong("mass"), help: "Body mass in kilograms, used for power and work.",
      transform: NumberText.massKg)
    var massKg: Double?

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      var request = ControlRequest(.walkerAdd)
      request.name = name
      request.massKg = massKg
      let before = try known()
      let added = try LogChanging.carryOut(request, in: state.chosen).walker ?? name
      let walkers = try SetLog.opened(reading: state.chosen).walkers()
      guard let walker = walkers.first(where: { $0.name == added }) else {
        throw SetLogError.noSuchWalker(name: added)
      }
      if json { return Output.line(walker.json) }
      if let before { return Output.line(Self.change(before, walker)) }
      let mass = walker.massKg.map { ", \(DecimalText.plain($0)) kg" } ?? ""
      Output.line(
        "Added \(walker.name)\(mass). Assign sets with `deadmill walkers use \(walker.name)` (from now on) or "
          + "`deadmill claim ID \(walker.name)`.")
    }

    /// The walker who has the name already.
    private func known() throws -> WalkerRecord? {
      let key = FoldedName.key(name)
      return try SetLog.opened(reading: state.chosen).walkers().first { FoldedName.key($0.name) == key }
    }

    private static func change(_ before: WalkerRecord, _ after: WalkerRecord) -> String {
      func mass(_ record: WalkerRecord) -> String {
        record.massKg.map { DecimalText.plain($0) + " kg" } ?? "unknown"
      }
      if before.massKg == after.massKg {
        return "\(after.name) is there already, body mass \(mass(after)); nothing was changed."
      }
      return "\(after.name) is there already; the body mass is \(mass(after)) now (was \(mass(before)))."
    }
  }

  struct Use: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "use", abstract: "Say who walks on a machine from now on.",
      discussion: "A set belongs to the walker who is on the machine when it begins.")

    @Argument(help: "The walker.", completion: Completions.walkers)
    var name: String?

    @Flag(help: "No walker: sets are anonymous again.")
    var none = false

    @Option(help: "The machine; required if the log has more than one.", completion: Completions.machines)
    var machine: String?

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
      guard none != (name != nil) else { throw ValidationError("name one walker, or say --none") }
    }

    func run() throws {
      let machine = try ArgumentResolver.machine(machine, try SetLog.opened(reading: state.chosen))
      var request = ControlRequest(.walker)
      request.machine = machine
      request.walker = ControlValue(name)
      let answer = try LogChanging.carryOut(request, in: state.chosen)
      let record = try SetLog.opened(reading: state.chosen).machines().first { $0.name == machine }
      if json { return Output.line(record?.json ?? "null") }
      let owner = record?.walker.map { "belong to \($0)" } ?? "have no walker"
      // A daemon gives the set in progress to a walker who is named in time.
      let since = answer.from == "this-set" ? "From the set in progress on" : "From the next set on"
      Output.line("\(since), sets on \"\(machine)\" \(owner).")
      if let walker = answer.walker, let elsewhere = answer.elsewhere {
        Output.line("\(walker) is on \"\(elsewhere)\" too.")
      }
    }
  }

  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename", abstract: "Give a walker another name; sets, notes and body mass stay.")

    @Argument(help: "The walker's present name.", completion: Completions.walkers)
    var name: String

    @Argument(help: "The new name.")
    var newName: String

    @OptionGroup var state: StateOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let present = try ArgumentResolver.walker(name, try SetLog.opened(reading: state.chosen))
      var request = ControlRequest(.walkerRename)
      request.name = present
      request.newName = newName
      let renamed = try LogChanging.carryOut(request, in: state.chosen).walker ?? newName
      let record = try SetLog.opened(reading: state.chosen).walkers().first { $0.name == renamed }
      if json { return Output.line(record?.json ?? "null") }
      Output.line("\(present) is called \(renamed) now.")
    }
  }

  struct Erase: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "erase", abstract: "Forget a walker for good.",
      discussion: """
        Name, body mass, exertion, pain and notes go from every set, and from the file's free pages. The sets stay as \
        anonymous ones unless --with-sets is said. Backups and exports made before still have all of it, and so do other \
        logs: this command cannot reach them.
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
      let walker = try found()
      if !yes { try confirm(walker) }
      let erasure = try erase(walker)
      if json {
        Output.line(
          "{\"sets\":\(erasure.sets),\"deleted\":\(withSets ? "true" : "false"),\"final\":\(erasure.isFinal)}"
        )
      } else {
        let sets = erasure.sets == 1 ? "1 set is" : "\(erasure.sets) sets are"
        Output.line("\(walker) is forgotten. \(sets) \(withSets ? "gone" : "anonymous now").")
      }
      if !erasure.isFinal {
        Output.error(
          "deadmill: another program is reading the log, so traces are still in the file; the next command that changes "
            + "the log removes them, and so does a start of the daemon")
        throw ExitCode(1)
      }
    }

    /// The name as it is written in the log. The log is closed again: an open one would keep erased pages.
    private func found() throws -> String {
      try ArgumentResolver.walker(name, try SetLog.opened(reading: state.chosen))
    }

    private func erase(_ name: String) throws -> (sets: Int, isFinal: Bool) {
      var request = ControlRequest(.walkerErase)
      request.name = name
      request.deletingSets = withSets
      let answer = try LogChanging.carryOut(request, in: state.chosen)
      return (answer.sets ?? 0, answer.isFinal ?? true)
    }

    private func confirm(_ name: String) throws {
      guard isatty(STDIN_FILENO) == 1 else {
        throw UsageError("erasing cannot be undone; add --yes to confirm without a terminal")
      }
      let what = withSets ? "name, notes and all sets" : "name and notes"
      Output.text("This removes \(what) for good. Type the name again to go on: ")
      guard let answer = readLine(), FoldedName.key(answer) == FoldedName.key(name) else {
        Output.error("deadmill: that is not \"\(name)\"; nothing was changed")
        throw ExitCode(1)
      }
    }
  }
}
