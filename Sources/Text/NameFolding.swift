// SPDX-License-Identifier: Apache-2.0
//
// Owns: when two names are the same. Must not know: what the names are of, how they are stored.
//
// One rule for everything that compares names: canonical caseless matching of the Unicode standard (3.13, D145). Case
// folding is full and the same in every locale: "STRASSE" is "straße". As the standard has it, the dotless i of Turkish
// is a letter of its own: without a language it cannot be known which pairs differ in case only.

/// Names without what does not distinguish them.
package enum NameFolding {
  /// Two names are the same if these texts are equal: they differ only in case, in how accents are encoded, in spaces, or
  /// in characters that cannot be seen.
  ///
  /// Equal as Swift compares texts, which is canonically; their bytes may differ. What is stored needs one encoding.
  package static func folded(_ name: String) -> String {
    var folded = String.UnicodeScalarView()
    var isAfterSpace = false
    for scalar in name.unicodeScalars {
      let properties = scalar.properties
      if properties.isWhitespace {
        isAfterSpace = true
      } else if !properties.isDefaultIgnorableCodePoint {
        if isAfterSpace, !folded.isEmpty { folded.append(" ") }
        isAfterSpace = false
        append(scalar, to: &folded)
      }
    }
    return String(folded)
  }

  /// Full case folding by the mappings of the standard library, which has no folding of its own: lower, upper and lower
  /// case again lead all forms of a letter to one. A dotless i alone would become a dotted one on that way.
  private static func append(_ scalar: Unicode.Scalar, to folded: inout String.UnicodeScalarView) {
    guard scalar != "\u{131}" else { return folded.append(scalar) }
    for lower in scalar.properties.lowercaseMapping.unicodeScalars {
      for upper in lower.properties.uppercaseMapping.unicodeScalars {
        folded.append(contentsOf: upper.properties.lowercaseMapping.unicodeScalars)
      }
    }
  }
}
