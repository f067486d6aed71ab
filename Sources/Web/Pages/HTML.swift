// SPDX-License-Identifier: Apache-2.0
//
// Owns: text that is HTML, told by the compiler from text that is not. Must not know: pages.

/// A piece of a page. What is put into a literal is escaped, unless it is HTML itself:
///
///     let row: HTML = "<td>\(walker)</td>"   // walker = "<b>" gives <td>&lt;b&gt;</td>
struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  private(set) var text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Text that is HTML already: of the report's plots.
  init(trusted text: String) { self.text = text }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 24 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ value: String) { text += HTML.escaped(value) }

    mutating func appendInterpolation(_ value: Int) { text += "\(value)" }

    mutating func appendInterpolation(_ value: HTML) { text += value.text }

    /// Nothing if there is nothing.
    mutating func appendInterpolation(_ value: HTML?) { text += value?.text ?? "" }

    mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { text += part.text } }
  }

  /// For elements and for attributes in double quotes.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return text }
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  static func + (a: HTML, b: HTML) -> HTML { HTML(trusted: a.text + b.text) }
}

extension [HTML] {
  /// One after the other.
  var joined: HTML { HTML(trusted: map(\.text).joined()) }
}
