// SPDX-License-Identifier: Apache-2.0
//
// Owns: the key of a walker's or machine's name, and which names are usable. Must not know: who has which name.

import Foundation
import Text

/// The key by which names are compared and stored.
package enum FoldedName {
  /// Names with the same key name the same walker or machine (see `NameFolding`): the same bytes, since SQLite compares
  /// bytes.
  package static func key(_ name: String) -> String {
    NameFolding.folded(name.decomposedStringWithCanonicalMapping).precomposedStringWithCanonicalMapping
  }

  /// A name as it is stored: without spaces around it, its accents composed.
  /// - Parameter longest: characters that it may have.
  /// - Throws: ``SetLogError`` if the name is empty or too long, or has characters that cannot be seen.
  static func checked(_ name: String, longest: Int) throws(SetLogError) -> String {
    let trimmed = name.trimmingCharacters(in: .whitespacesAndNewlines)
    if trimmed.isEmpty { throw .unusableName(name, reason: "the name is empty") }
    // A letter may carry thousands of marks and is one character all the same.
    if trimmed.count > longest || trimmed.unicodeScalars.count > 4 * longest {
      throw .unusableName(name, reason: "the name is longer than \(longest) characters")
    }
    if let hidden = firstHidden(in: trimmed) {
      let number = String(hidden.value, radix: 16, uppercase: true)
      let code = "U+" + String(repeating: "0", count: max(0, 4 - number.count)) + number
      let kind =
        hidden.properties.generalCategory == .control ? "a control character" : "a character that is not seen"
      throw .unusableName(name, reason: "the name has \(kind), \(code)")
    }
    if key(trimmed).isEmpty { throw .unusableName(name, reason: "the name is empty") }
    return trimmed.precomposedStringWithCanonicalMapping
  }

  /// The first character that cannot be seen, or that changes the order of what is seen. Joiners and variation selectors
  /// belong to how some scripts and emoji are written; there, and only there, they are usual.
  private static func firstHidden(in name: String) -> Unicode.Scalar? {
    var last: Unicode.Scalar = " "
    for scalar in name.unicodeScalars {
      let isJoiner = scalar.value == 0x200C || scalar.value == 0x200D
      let isSelector = scalar.properties.isVariationSelector
      if VisibleText.isHidden(scalar) {
        let belongs = isJoiner && last.value >= 0x0600 || isSelector && last.value >= 0x200D
        if !belongs { return scalar }
      }
      last = scalar
    }
    return nil
  }
}
