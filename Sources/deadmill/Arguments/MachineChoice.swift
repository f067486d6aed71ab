// SPDX-License-Identifier: Apache-2.0
//
// Owns: a machine's configuration by its name or by a file. Must not know: what it is for.

import SetLog
import Settings

enum MachineChoice {
  /// The machine of a name in a configuration, the one of a file of its own, or the only one there is.
  /// - Parameters:
  ///   - machine: a name or a file; nil for the only machine of the configuration.
  ///   - config: the configuration; nil for the usual one.
  static func configuration(_ machine: String?, config: String?, needsLine: Bool = false) throws
    -> Configuration
  {
    if let machine, isFile(machine) { return try Configuration(file: machine, needsLine: needsLine) }
    let path = config ?? RunCommand.defaultConfigPath
    let machines = try ServiceConfiguration(file: path, needsLine: needsLine).machines
    let names = machines.map(\.machineName)
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    guard let machine else {
      if let only = machines.first, machines.count == 1 { return only }
      throw UsageError("\(path): has several machines; name one with --machine: \(list)")
    }
    let found =
      machines.first { $0.machineName == machine }
      ?? machines.first { FoldedName.key($0.machineName) == FoldedName.key(machine) }
    if let found { return found }
    let hint = NearestName.of(machine, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
    throw UsageError("\(path): no machine \"\(machine)\"; it has \(list)\(hint)")
  }

  /// What ends as a configuration does, has a slash, or is there.
  private static func isFile(_ text: String) -> Bool {
    text.contains("/") || [".yaml", ".yml"].contains { text.hasSuffix($0) } || FilePresence.of(text) == .there
  }
}
