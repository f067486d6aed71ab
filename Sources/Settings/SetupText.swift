// SPDX-License-Identifier: Apache-2.0
//
// Owns: a first configuration from a few answers. Must not know: terminals, files.

import Foundation
import Pulses
import Text

/// What is wrong with an answer, with an example of a right one.
package struct SetupHint: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String
}

/// What a first run needs to know.
package struct SetupAnswers: Sendable, Equatable {
  package var line = "GPIO17"
  package var name = "Treadmill"
  package var rollerCircumferenceM = 0.0
  package var magnets = 4
  /// Turns of the disc with the marks per turn of the roller.
  package var ratio = 1.0
  package var walkerMassKg: Double?

  package init() {}

  /// A length as people write it: `0.18`, `0.18 m`, `18 cm`, `180 mm`, with a comma or a point; nil if it is none.
  package static func metres(_ text: String) -> Double? {
    let plain = text.replacingOccurrences(of: ",", with: ".").trimmingCharacters(in: .whitespaces)
      .lowercased()
    for (unit, factor) in [("mm", 0.001), ("cm", 0.01), ("m", 1.0), ("", 1.0)] where plain.hasSuffix(unit) {
      let digits = plain.dropLast(unit.count).trimmingCharacters(in: .whitespaces)
      guard let value = Double(digits), value.isFinite, value > 0 else { continue }
      // Without its point at a round number of millimetres 0.18 would become 0.18000000000000002.
      return (value * factor * 1e6).rounded() / 1e6
    }
    return nil
  }

  /// The belt's travel per turn, metres.
  package static func circumference(_ text: String) throws(SetupHint) -> Double {
    guard let metres = metres(text) else {
      throw SetupHint(description: "Please enter a length such as 18 cm, 180 mm or 0.18 (metres).")
    }
    let range = MagnetWheel.circumferenceRangeM
    if range.contains(metres) { return metres }
    let shown = DecimalText.plain(metres)
    let isMeantSmaller = metres > range.upperBound && range.contains(metres / 100)
    throw SetupHint(
      description: metres < range.lowerBound
        ? "\(shown) m is too short; at least \(DecimalText.plain(range.lowerBound)) m is possible."
        : "\(shown) m is too long" + (isMeantSmaller ? ": did you mean \(shown) cm?" : "."))
  }

  package static func magnets(_ text: String) throws(SetupHint) -> Int {
    guard let magnets = Int(text), (1...MagnetWheel.maxMagnets).contains(magnets) else {
      throw SetupHint(description: "Please enter a whole number from 1 to \(MagnetWheel.maxMagnets).")
    }
    return magnets
  }

  /// The configuration as a file, commented.
  package var yaml: String {
    """
    # Deadmill: one treadmill on one line. All keys are in deadmill.yaml(5); `deadmill config check FILE` checks them.
    gpio: { line: \(JSONText.quoted(line)) }         # the line's name, as `gpioinfo` shows it
    machine:
      name: \(JSONText.quoted(name))
      rollerCircumferenceM: \(DecimalText.plain(rollerCircumferenceM))     # belt travel per turn of the roller with the magnets
      magnets: \(magnets)
    \(ratio == 1 ? "" : "  ratio: \(DecimalText.plain(ratio))     # turns of the disc with the marks per turn of the roller\n")\(walkerMassKg.map { "walker: { massKg: \(DecimalText.plain($0)) }            # for power; `deadmill walkers add NAME --mass KG` for each\n" } ?? "")
    """
  }

  /// The mistakes in these answers, as `config check` would report them.
  package func checked() throws(ConfigurationError) {
    var reader = ConfigurationReader()
    reader.read(yaml: yaml, source: "your answers")
    _ = try Configuration(reader, needsLine: true)
  }
}
