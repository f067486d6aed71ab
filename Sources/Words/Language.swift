// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console's languages. Must not know: its phrases.

/// A language of the console.
package enum Language: String, Sendable, Equatable, CaseIterable {
  case english = "en"
  case german = "de"

  /// The language of an environment: the first of LC_ALL, LC_MESSAGES and LANG that is set; English if it is not
  /// supported.
  package init(environment: [String: String]) {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }
    let name = names.first { !$0.isEmpty } ?? ""
    self = Language(rawValue: String(name.prefix { $0.isLetter }).lowercased()) ?? .english
  }

  /// Between integer part and fraction.
  package var decimalMark: Character {
    switch self {
    case .english: "."
    case .german: ","
    }
  }
}
