// SPDX-License-Identifier: Apache-2.0
//
// Owns: the language that a browser asks for. Must not know: phrases.

import Words

enum AcceptLanguage {
  /// The best supported one of a header such as `de-AT,de;q=0.9,en;q=0.5` (RFC 9110, 12.5.4); English if there is none.
  static func best(of header: String?) -> Language {
    guard let header else { return .english }
    var best: (language: Language, quality: Double)?
    for part in header.split(separator: ",").prefix(20) {
      let pieces = part.split(separator: ";").map { $0.filter { $0 != " " } }
      let name = (pieces.first ?? "").prefix { $0 != "-" }.lowercased()
      guard let language = Language(rawValue: name) else { continue }
      let quality = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      if quality > best?.quality ?? 0 { best = (language, quality) }
    }
    return best?.language ?? .english
  }
}
