// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is looked at before the argument parser reads a command line. Must not know: what commands do.
//
// The parser takes a misspelt command for an argument, and a negative value for an option.

import ArgumentParser
import Settings

enum CommandLineCheck {
  /// The arguments as the parser understands them; a command that does not exist is refused with the one that may be meant.
  static func prepared(_ arguments: [String], _ root: any ParsableCommand.Type) throws(UsageError) -> [String]
  {
    try checkCommands(arguments, root)
    return joined(arguments)
  }

  private static func checkCommands(_ arguments: [String], _ root: any ParsableCommand.Type)
    throws(UsageError)
  {
    var command = root
    var path: [String] = []
    for word in arguments {
      let subcommands = command.configuration.subcommands
      // Options of a command without a name come from its default one.
      guard !subcommands.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
      guard let next = subcommands.first(where: { names($0).contains(word) }) else {
        throw unknown(word, path, among: subcommands)
      }
      path.append(word)
      command = next
    }
  }

  private static func names(_ command: any ParsableCommand.Type) -> [String] {
    [command.configuration.commandName].compactMap { $0 } + command.configuration.aliases
  }

  private static func unknown(
    _ word: String, _ path: [String], among subcommands: [any ParsableCommand.Type]
  ) -> UsageError {
    let known = subcommands.filter { $0.configuration.shouldDisplay }.compactMap {
      $0.configuration.commandName
    }
    let whole = (path + [word]).joined(separator: " ")
    guard let meant = NearestName.of(word, among: known) else {
      let list = path.isEmpty ? "`deadmill --help` lists them" : "there are \(known.joined(separator: ", "))"
      return UsageError("\(whole): no such command; \(list)")
    }
    return UsageError(
      "\(whole): no such command; did you mean `\((["deadmill"] + path + [meant]).joined(separator: " "))`?")
  }

  /// `--rpe -1` as `--rpe=-1`: a value that begins with a sign is a value, and is judged as one.
  private static func joined(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    var isOver = false
    for argument in arguments {
      if argument == "--" { isOver = true }
      let isNegative =
        argument.hasPrefix("-")
        && argument.dropFirst().first.map { $0.isNumber || $0 == "." || $0 == "," } ?? false
      if !isOver, isNegative, let option = joined.last, option.hasPrefix("--"), !option.contains("="),
        option != "--"
      {
        joined[joined.count - 1] = option + "=" + argument
      } else {
        joined.append(argument)
      }
    }
    return joined
  }
}
