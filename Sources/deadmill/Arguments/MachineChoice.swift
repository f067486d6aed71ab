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
    return machines[try index(of: machine, in: names, path)]
  }

  /// The file of a machine that is given by its name in a configuration, or by that file.
  ///
  /// The file need not be right: a calibration may be what corrects it.
  static func file(_ machine: String, config: String?) throws -> String {
    if isFile(machine) { return machine }
    let path = config ?? RunCommand.defaultConfigPath
    let entries = try MachineFiles(path).entries
    return entries[try index(of: machine, in: entries.map(\.name), path)].file
  }

  private static func index(of machine: String, in names: [String], _ path: String) throws -> Int {
    let found =
      names.firstIndex(of: machine)
      ?? names.firstIndex { FoldedName.key($0) == FoldedName.key(machine) }
    if let found { return found }
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    let hint = NearestName.of(machine, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
    throw UsageError("\(path): no machine \"\(machine)\"; it has \(list)\(hint)")
  }

  /// What ends as a configuration does, has a slash, or is there.
  static func isFile(_ text: String) -> Bool {
    text.contains("/") || [".yaml", ".yml"].contains { text.hasSuffix($0) } || FilePresence.of(text) == .there
  }
}
