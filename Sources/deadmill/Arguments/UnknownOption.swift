// SPDX-License-Identifier: Apache-2.0
//
// Owns: an option that a command does not have, found in a command line that was refused. Must not know: why it was.
//
// The parser looks for what is missing first: where a required option is misspelt, it would only say that it is missing.

import ArgumentParser
import Settings

enum UnknownOption {
  /// What is said of the first option with two hyphens that the command does not have; nil if it has them all.
  static func message(_ arguments: [String], _ root: any ParsableCommand.Type) -> String? {
    let known = names(of: command(arguments, root), root) + parserOptions
    let given = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .map { String($0.prefix { $0 != "=" }) }
    guard let unknown = given.first(where: { !known.contains($0) }) else { return nil }
    let meant = NearestName.of(unknown, among: known).map { "did you mean `\($0)`?" }
    return "\(unknown): no such option; " + (meant ?? "leave it out")
  }

  /// Options of the parser itself, of which its help does not speak.
  private static let parserOptions = ["--generate-completion-script", "--help", "--help-hidden"]

  /// The command that the first words name.
  private static func command(_ arguments: [String], _ root: any ParsableCommand.Type)
    -> any ParsableCommand.Type
  {
    var command = root
    for word in arguments {
      let next = command.configuration.subcommands.first { $0.configuration.commandName == word }
      guard let next else { break }
      command = next
    }
    // Options of a command without a name come from its default one.
    return command.configuration.defaultSubcommand ?? command
  }

  /// The options at the beginnings of the lines of a command's help.
  private static func names(of command: any ParsableCommand.Type, _ root: any ParsableCommand.Type)
    -> [String]
  {
    let help = root.helpMessage(for: command, includeHidden: true)
    return help.split(separator: "\n").flatMap { line -> [String] in
      guard line.hasPrefix("  -") else { return [] }
      // The label ends at the blanks before its explanation.
      let entry = line.dropFirst(2)
      let label = entry.prefix(upTo: entry.firstRange(of: "  ")?.lowerBound ?? entry.endIndex)
      return label.matches(of: /--[\w-]+/).map { String($0.output) }
    }
  }
}
