// SPDX-License-Identifier: Apache-2.0
//
// Owns: the word in topics that stands for a machine, the same for ever. Must not know: files, payloads.

import Foundation

/// One word for each machine, made of the name it had when it was first seen. A new name does not change it, so that those
/// who subscribed still get what they asked for.
package struct MachineWords: Sendable, Equatable {
  private static let longest = 40
  /// What `deadmill/SITE/WORD` must not be: other topics are there.
  private static let reserved: Set<String> = ["status"]

  /// Words by the machine's identifier.
  package private(set) var words: [String: String]

  package init(_ words: [String: String] = [:]) { self.words = words }

  /// The word of a machine; makes one for a machine that has none.
  package mutating func word(_ id: String, name: String) -> String {
    if let known = words[id] { return known }
    let taken = Self.reserved.union(words.values)
    let wish = Self.slug(name)
    var word = wish
    var number = 2
    while taken.contains(word) {
      word = "\(wish)-\(number)"
      number += 1
    }
    words[id] = word
    return word
  }

  /// The machine of a word.
  package func machine(_ word: String) -> String? { words.first { $0.value == word }?.key }

  /// Small letters, digits and hyphens: what a topic, an identifier of Home Assistant and a shell all take. Letters with
  /// accents lose them; what has none of these letters becomes `machine`.
  package static func slug(_ name: String) -> String {
    var slug = ""
    for scalar in name.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": slug.unicodeScalars.append(scalar)
      case "ß": slug += "ss"
      case _ where scalar.properties.generalCategory == .nonspacingMark: continue
      default: if !slug.isEmpty, !slug.hasSuffix("-") { slug += "-" }
      }
    }
    slug = String(slug.prefix(longest))
    while slug.hasSuffix("-") { slug.removeLast() }
    return slug.isEmpty ? "machine" : slug
  }
}
