// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the argument parser finds wrong, said as every other error: "WHAT: what is wrong; what to do".
// Must not know: commands.

import Foundation
import Settings

/// Rewords a message of the argument parser; what it does not know stays as it is.
struct UsageMessage {
  /// All that the parser says: the message, perhaps help on the option, and the usage.
  let full: String
  /// What is said of an option that the parser did not come to; nil if there is none.
  var misspelt: String?

  var text: String { "deadmill: " + message + "\n" + (pointer.map { "See `\($0)`.\n" } ?? "") }

  private var lines: [String] {
    full.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The parser's own message, without its head and tail.
  private var own: String {
    let body = lines.prefix { !$0.hasPrefix("Usage:") && !$0.hasPrefix("Help:") }.joined(separator: "\n")
    return body.hasPrefix("Error: ") ? String(body.dropFirst(7)) : body
  }

  /// What the option or argument is, in the words of its help.
  private var help: String? {
    guard let line = lines.first(where: { $0.hasPrefix("Help:") }), let range = line.range(of: ">  ") else {
      return nil
    }
    let text = line[range.upperBound...].trimmingPrefix { $0 == " " }
    return text.isEmpty ? nil : String(text.hasSuffix(".") ? text.dropLast() : text)
  }

  /// The command whose help has more.
  private var pointer: String? {
    for line in lines.reversed() {
      if let match = line.firstMatch(of: /See '(.+)' for more information/) { return String(match.1) }
    }
    return nil
  }

  private var message: String { unknownOption ?? misspelt ?? missing ?? unexpected ?? invalid ?? own }

  private var unknownOption: String? {
    guard let match = own.wholeMatch(of: /Unknown option '(.+?)'(?:\. Did you mean '(.+)'\?)?/) else {
      return nil
    }
    return "\(match.1): no such option; " + (match.2.map { "did you mean `\($0)`?" } ?? "leave it out")
  }

  private var missing: String? {
    let what = help.map { ": " + lowercasedFirst($0) } ?? ""
    if let match = own.wholeMatch(of: /Missing value for '(\S+)(?: <(.+)>)?'/) {
      return
        "\(match.1): its value is missing; write `\(match.1) \((match.2 ?? "value").uppercased())`\(what)"
    }
    guard let match = own.wholeMatch(of: /Missing expected argument '(.+)'/) else { return nil }
    return "\(match.1) is missing; give it" + what
  }

  private var unexpected: String? {
    if let match = own.wholeMatch(
      of: /The option '(.+?)' does not take any value, but '(.*)' was specified\./)
    {
      return "\(match.1): takes no value; leave out \"\(match.2)\""
    }
    guard let match = own.wholeMatch(of: /(?:Unexpected argument|\d+ unexpected arguments:) '(.+)'/) else {
      return nil
    }
    let words = match.1.components(separatedBy: "', '")
    let list = words.map { "\"\($0)\"" }.joined(separator: " ")
    return "\(list): not expected here; leave it out, or put a name with blanks in quotation marks"
  }

  private var invalid: String? {
    let pattern =
      /(?s)The value '(.*?)' is invalid for '(\S+?)(?: <.+?>)?'(?:: (.+)|\. Please provide one of (?:the following:\n)?(.+))?/
    guard let match = own.wholeMatch(of: pattern) else { return nil }
    let what = match.2.hasPrefix("<") ? String(match.1) : "\(match.2) \(match.1)"
    if let reason = match.3 { return "\(what): \(reason)" }
    if let list = match.4 {
      let values = Self.values(String(list))
      return "\(what): expected one of \(values.joined(separator: ", "))"
        + NearestName.hint(String(match.1), among: values)
    }
    return "\(what): not a value that is understood"
      + (help.map { "; expected: " + lowercasedFirst($0) } ?? "")
  }

  /// The values of `'a', 'b' or 'c'.` and of a list with one a line.
  private static func values(_ list: String) -> [String] {
    let quoted = list.matches(of: /'(.+?)'/).map { String($0.1) }
    return quoted.isEmpty ? list.matches(of: /- (\S+)/).map { String($0.1) } : quoted
  }

  private func lowercasedFirst(_ text: String) -> String {
    // A word in capitals stays: RPE, YAML.
    guard let first = text.first, text.dropFirst().first?.isLowercase == true else { return text }
    return first.lowercased() + text.dropFirst()
  }
}
