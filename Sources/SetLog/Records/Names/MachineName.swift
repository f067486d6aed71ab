// SPDX-License-Identifier: Apache-2.0
//
// Owns: names of machines and walkers in queries, and how long they may be. Must not know: sets.

import GRDB

enum MachineName {
  /// Longest name, characters.
  static let longest = 80

  /// The identifier of a machine's present or former name, NULL if the log knows none. Constant within a query, so
  /// indexes work.
  static func idSQL(_ name: String) -> SQL {
    let key = FoldedName.key(name)
    return """
      coalesce((SELECT id FROM machine WHERE folded = \(key)),
        (SELECT machineId FROM formerMachineName WHERE folded = \(key)))
      """
  }

  static func checked(_ name: String) throws(SetLogError) -> String {
    try FoldedName.checked(name, longest: longest)
  }
}

enum WalkerName {
  /// The identifier of a walker's name, NULL if the log knows none. Constant within a query, so indexes work.
  static func idSQL(_ name: String) -> SQL {
    "(SELECT id FROM walker WHERE folded = \(FoldedName.key(name)))"
  }
}
