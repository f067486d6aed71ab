// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a setup needs to know, each answer checked as it is given, and the configuration that follows.
// Must not know: terminals, files.

import Foundation
import Motion
import Pulses
import Text

/// What is wrong with an answer, with an example of a right one.
package struct SetupHint: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// What a setup needs to know. Nil is not said.
package struct SetupAnswers: Sendable, Equatable {
  package var line: String?
  package var secondLine: String?
  package var sensor: SensorKind?
  package var name: String?
  package var kind: MachineKind?
  package var rollerCircumferenceM: Double?
  package var magnets: Int?
  /// Turns of the disc with the marks per turn of the roller.
  package var ratio: Double?
  package var protocolName: String?
  package var walkerMassKg: Double?
  /// Keys that a configuration is to say nothing of any more.
  package var removed: Set<String> = []

  package init() {}

  /// The values as keys of a configuration.
  package var values: [String: String] {
    let all: [(String, String?)] = [
      ("gpio.line", line), ("gpio.lineB", secondLine), ("machine.sensor", sensor?.word),
      ("machine.name", name), ("machine.kind", kind?.word),
      ("machine.rollerCircumferenceM", rollerCircumferenceM.map(DecimalText.plain)),
      ("machine.magnets", magnets.map { "\($0)" }), ("machine.ratio", ratio.map(DecimalText.plain)),
      ("training.protocol", protocolName), ("walker.massKg", walkerMassKg.map(DecimalText.plain)),
    ]
    return Dictionary(all.compactMap { path, value in value.map { (path, $0) } }) { $1 }
  }

  /// The configuration as a new file, commented.
  package var yaml: String {
    var values = values
    if sensor == .single { values["machine.sensor"] = nil }
    if ratio == 1 { values["machine.ratio"] = nil }
    func line(_ path: String, _ indent: String = "  ", _ comment: String? = nil, quotes: Bool = false)
      -> String
    {
      guard let value = values[path], let key = path.split(separator: ".").last else { return "" }
      let text = "\(indent)\(key): \(quotes ? JSONText.quoted(value) : value)"
      let room = String(repeating: " ", count: max(1, 34 - text.count))
      return text + (comment.map { "\(room)# \($0)" } ?? "") + "\n"
    }
    var text = """
      # Deadmill: one treadmill on one line. All keys are in deadmill.yaml(5); `deadmill config check FILE` checks them.
      gpio:

      """
    text += line("gpio.line", "  ", "the line's name, as `gpioinfo` shows it", quotes: true)
    text += line("gpio.lineB", "  ", "the second switch", quotes: true)
    text += "machine:\n" + line("machine.name", quotes: true)
    text += line("machine.kind", "  ", "chooses the drag that is used until the machine is calibrated")
    text += line(
      "machine.rollerCircumferenceM", "  ", "belt travel per turn of the roller with the magnets, metres")
    text += line("machine.magnets") + line("machine.ratio", "  ", "turns of the disc per turn of the roller")
    text += line("machine.sensor", "  ", "two switches: the direction is known")
    for (path, comment) in [
      ("training.protocol", "what is trained; `deadmill progress --help` lists the plans"),
      ("walker.massKg", "for power; `deadmill walkers add NAME --mass KG` for each walker"),
    ] where values[path] != nil {
      text += "\(path.split(separator: ".")[0]):\n" + line(path, "  ", comment)
    }
    return text
  }
}

// MARK: - Answers

extension SetupAnswers {
  /// The belt's travel per turn, metres.
  package static func circumference(_ text: String) throws(SetupHint) -> Double {
    guard let metres = Quantity.metres(text) else {
      throw SetupHint(description: "Please enter a length such as 18 cm, 180 mm, 7 in or 0.18 (metres).")
    }
    let range = MagnetWheel.circumferenceRangeM
    if range.contains(metres) { return metres }
    let shown = DecimalText.plain(metres)
    let meant = Quantity.smallerUnit(metres, range).map { ": did you mean \(shown) \($0.unit)?" }
    throw SetupHint(
      description: metres < range.lowerBound
        ? "\(shown) m is too short; at least \(DecimalText.plain(range.lowerBound)) m is possible."
        : "\(shown) m is too long" + (meant ?? "."))
  }

  package static func magnets(_ text: String) throws(SetupHint) -> Int {
    guard let magnets = Int(text.trimmingCharacters(in: .whitespaces)),
      (1...MagnetWheel.maxMagnets).contains(magnets)
    else { throw SetupHint(description: "Please enter a whole number from 1 to \(MagnetWheel.maxMagnets).") }
    return magnets
  }

  package static func ratio(_ text: String) throws(SetupHint) -> Double {
    let ratio = ConfigurationFault.number(text.replacing(",", with: "."))
    guard let ratio, (0.01...100).contains(ratio) else {
      throw SetupHint(description: "Please enter the turns of the disc per turn of the roller, 0.01 to 100.")
    }
    return ratio
  }

  package static func name(_ text: String) throws(SetupHint) -> String {
    let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let key = ConfigurationKey("machine.name", .text)
    if let fault = ConfigurationFault.text([name], key) {
      throw SetupHint(description: "The name \(fault); such as Treadmill 1.")
    }
    return name
  }

  /// A kilogram or pound value; nil for an empty answer: several people walk.
  package static func mass(_ text: String) throws(SetupHint) -> Double? {
    let plain = text.trimmingCharacters(in: .whitespaces).lowercased()
    if ["", "-", "none", "no", "several"].contains(plain) { return nil }
    guard let mass = Quantity.kilograms(plain), (20...300).contains(mass) else {
      throw SetupHint(
        description:
          "Please enter a body mass such as 80 kg or 176 lb (20 to 300 kg), or - for several people.")
    }
    return mass
  }

  /// A word of a list, its number from 1, or the beginning of one word alone.
  package static func choice<Choice: ConfigurationChoice>(_ text: String) throws(SetupHint) -> Choice {
    guard let choice = Choice(word: try word(text, Choice.words)) else { throw choose(Choice.words) }
    return choice
  }

  package static func word(_ text: String, _ words: [String]) throws(SetupHint) -> String {
    let plain = text.trimmingCharacters(in: .whitespaces).lowercased()
    if let number = Int(plain), words.indices.contains(number - 1) { return words[number - 1] }
    func folded(_ word: String) -> String { word.lowercased().filter { !" -_/".contains($0) } }
    if let word = words.first(where: { folded($0) == folded(plain) }) { return word }
    let beginning = words.filter { !plain.isEmpty && folded($0).hasPrefix(folded(plain)) }
    guard beginning.count == 1 else { throw choose(words) }
    return beginning[0]
  }

  private static func choose(_ words: [String]) -> SetupHint {
    let list = words.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: ", ")
    return SetupHint(description: "Please choose one of: \(list).")
  }
}
