// SPDX-License-Identifier: Apache-2.0
//
// Owns: how names of machines are compared, and which names are usable. Must not know: sets.

import Foundation
import GRDB

enum MachineName {
  /// Longest name, characters.
  static let longest = 80

  /// Names that differ only in upper and lower case or in spaces around them name one machine.
  static func folded(_ name: String) -> String {
    name.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping.lowercased()
  }

  /// The identifier of a machine's name, NULL if the log knows none. Constant within a query, so indexes work.
  static func idSQL(_ name: String) -> SQL { "(SELECT id FROM machine WHERE folded = \(folded(name)))" }

  static func checked(_ name: String) throws(SetLogError) -> String {
    let trimmed = name.trimmingCharacters(in: .whitespacesAndNewlines)
    if trimmed.isEmpty { throw .unusableName(name, reason: "the name is empty") }
    if trimmed.count > longest {
      throw .unusableName(name, reason: "the name is longer than \(longest) characters")
    }
    if trimmed.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw .unusableName(name, reason: "the name has a control character")
    }
    return trimmed
  }
}
