// SPDX-License-Identifier: Apache-2.0
//
// Owns: when two names name the same walker or machine, and which names are usable. Must not know: who has which name.
//
// One rule for everything that compares names: canonical caseless matching of the Unicode standard (3.13, D145). Case
// folding is full and the same in every locale: "STRASSE" is "straße". As the standard has it, the dotless i of Turkish
// is a letter of its own: without a language it cannot be known which pairs differ in case only.

import Foundation
import Text

/// The key by which names are compared and stored.
package enum FoldedName {
  /// Names with the same key name the same walker or machine: they differ only in case, in how accents are encoded, in
  /// spaces, or in characters that cannot be seen.
  package static func key(_ name: String) -> String {
    var key = String.UnicodeScalarView()
    var isAfterSpace = false
    for scalar in name.decomposedStringWithCanonicalMapping.unicodeScalars {
      let properties = scalar.properties
      if properties.isWhitespace {
        isAfterSpace = true
      } else if !properties.isDefaultIgnorableCodePoint {
        if isAfterSpace, !key.isEmpty { key.append(" ") }
        isAfterSpace = false
        append(scalar, to: &key)
      }
    }
    return String(key).precomposedStringWithCanonicalMapping
  }

  /// Full case folding by the mappings of the standard library, which has no folding of its own: lower, upper and lower
  /// case again lead all forms of a letter to one. A dotless i alone would become a dotted one on that way.
  private static func append(_ scalar: Unicode.Scalar, to key: inout String.UnicodeScalarView) {
    guard scalar != "\u{131}" else { return key.append(scalar) }
    for lower in scalar.properties.lowercaseMapping.unicodeScalars {
      for upper in lower.properties.uppercaseMapping.unicodeScalars {
        key.append(contentsOf: upper.properties.lowercaseMapping.unicodeScalars)
      }
    }
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
