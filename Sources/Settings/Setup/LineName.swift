// SPDX-License-Identifier: Apache-2.0
//
// Owns: how people call a GPIO line of a Raspberry Pi, and what its name is. Must not know: chips.

import Foundation

package enum LineName {
  /// GPIO numbers by the pins of the 40-pin header. The other pins are supply and ground.
  private static let pins = [
    3: 2, 5: 3, 7: 4, 8: 14, 10: 15, 11: 17, 12: 18, 13: 27, 15: 22, 16: 23, 18: 24, 19: 10, 21: 9, 22: 25,
    23: 11, 24: 8, 26: 7, 27: 0, 28: 1, 29: 5, 31: 6, 32: 12, 33: 13, 35: 19, 36: 16, 37: 26, 38: 20, 40: 21,
  ]
  private static let example = "a line such as GPIO17, 17 or pin 11"

  /// The line's name; `17`, `gpio17`, `GPIO 17`, `BCM17` and `pin 11` are GPIO17. What is none of these is a name of
  /// another board, as it is.
  package static func of(_ text: String) throws(SetupHint) -> String {
    let plain = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !plain.isEmpty else { throw SetupHint(description: "Please enter \(example).") }
    if let match = plain.wholeMatch(of: /(?i)(?:physical |board )?(?:pin|#)[ _-]?(\d+)/) {
      let number = Int(match.1) ?? 0
      if let line = pins[number] { return "GPIO\(line)" }
      throw SetupHint(
        description: (1...40).contains(number)
          ? "Pin \(number) is supply or ground; GPIO17 is pin 11."
          : "There is no pin \(number): the header has 40. Please enter \(example).")
    }
    if let match = plain.wholeMatch(of: /(?i)(?:gpio|bcm|io)?[ _-]?(\d+)/) {
      let number = Int(match.1) ?? 99
      if number <= 27 { return "GPIO\(number)" }
      if plain.uppercased() == "GPIO\(number)" { return "GPIO\(number)" }
      throw SetupHint(description: "There is no GPIO\(number) on a Raspberry Pi, which has GPIO0 to GPIO27.")
    }
    if plain.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) || plain.count > 32
    {
      throw SetupHint(description: "\"\(plain.prefix(40))\" is no line's name. Please enter \(example).")
    }
    return plain
  }

  /// What is wrong with a line's name in a configuration, where only the kernel's own name is found.
  package static func fault(_ text: String) -> String? {
    if let number = Int(text) {
      let pin = pins[number].map { ", or GPIO\($0) if pin \(number) of the header is meant" } ?? ""
      return "\(text) is a number and no line's name; write GPIO\(number)\(number <= 27 ? pin : "")"
    }
    guard let name = try? of(text) else { return (hint(text)).map { "\"\(text)\": \($0)" } }
    return name == text ? nil : "\"\(text)\" is not how the line is called; write \(name)"
  }

  private static func hint(_ text: String) -> String? {
    do {
      _ = try of(text)
      return nil
    } catch {
      return error.description
    }
  }
}
