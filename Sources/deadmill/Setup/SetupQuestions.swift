// SPDX-License-Identifier: Apache-2.0
//
// Owns: the questions of a setup: options first, then a person, each answer checked at once and asked for again.
// Must not know: files.

import Daemon
import Foundation
import Hardware
import Motion
import Pulses
import Settings
import Training

/// Asks for what is not given.
struct SetupQuestions {
  /// What the file says now, by key: it is offered, and kept by an empty answer.
  let present: [String: String]
  let isNew: Bool
  private var given: [String: (option: String, value: String)] = [:]
  private var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  init(present: [String: String], isNew: Bool) {
    self.present = present
    self.isNew = isNew
  }

  /// A value of the command line.
  mutating func give(_ path: String, _ option: String, _ value: String?) {
    if let value { given[path] = (option, value) }
  }

  func answers() throws -> SetupAnswers {
    try refuseMissing()
    let lines = Self.known()
    var answers = SetupAnswers()
    answers.line = try line(lines)
    answers.sensor = try sensor()
    answers.secondLine = try secondLine(answers, lines)
    answers.kind = try kind()
    answers.rollerCircumferenceM = try answer(
      "machine.rollerCircumferenceM",
      "How far does the belt move in one turn of the roller with the magnets, such as 18 cm, 180 mm or 7 in? "
        + "(Mark the belt, turn once, measure; or pi times the roller's diameter.)",
      SetupAnswers.circumference)
    answers.magnets = try answer(
      "machine.magnets", "How many magnets are on it?", preset: "4", SetupAnswers.magnets)
    answers.ratio = try option("machine.ratio", SetupAnswers.ratio)
    answers.name = try answer(
      "machine.name", "What is the machine called?", preset: "Treadmill", SetupAnswers.name)
    answers.protocolName = try protocolName()
    let mass = try mass()
    answers.walkerMassKg = mass ?? nil
    if case .some(nil) = mass { answers.removed.insert("walker.massKg") }
    return answers
  }

  /// Without a terminal: everything that is missing, at once.
  private func refuseMissing() throws {
    guard !isTerminal else { return }
    let needed = [
      ("gpio.line", "--line"), ("machine.rollerCircumferenceM", "--length"), ("machine.magnets", "--magnets"),
    ]
    let missing = needed.filter { path, _ in
      given[path] == nil && present[path] == nil && !(path == "gpio.line" && present["gpio.chip"] != nil)
    }
    guard missing.isEmpty else {
      throw UsageError("not a terminal: give \(missing.map(\.1).joined(separator: ", "))")
    }
  }

  // MARK: - Single questions

  private func line(_ known: [String]) throws -> String? {
    if present["gpio.chip"] != nil, given["gpio.line"] == nil { return nil }
    return try answer(
      "gpio.line",
      "Which line is the sensor connected to? (GPIO17 is pin 11 of a Raspberry Pi.)\(Self.list(known))",
      preset: "GPIO17"
    ) { (text: String) throws(SetupHint) -> String in try Self.checked(text, known) }
  }

  private func sensor() throws -> SensorKind? {
    let path = "machine.sensor"
    if given[path] == nil, given["gpio.lineB"] != nil { return .quadrature }
    return try answer(
      path, "One switch, or two that know the direction? 1 single, 2 quadrature", preset: "single",
      SetupAnswers.choice)
  }

  private func secondLine(_ answers: SetupAnswers, _ known: [String]) throws -> String? {
    let isPair = (answers.sensor?.word ?? present["machine.sensor"]) == SensorKind.quadrature.word
    guard isPair, present["gpio.offsetB"] == nil else {
      return try option("gpio.lineB") { (text: String) throws(SetupHint) -> String in
        try Self.checked(text, known)
      }
    }
    if !isTerminal, given["gpio.lineB"] == nil, present["gpio.lineB"] == nil {
      throw UsageError("--sensor quadrature needs the line of the second switch: give --second-line")
    }
    let first = answers.line
    return try answer("gpio.lineB", "Which line is the second switch connected to?", preset: nil) {
      (text: String) throws(SetupHint) -> String in
      let line = try Self.checked(text, known)
      guard line != first else {
        throw SetupHint(description: "\(line) is the first switch's line; each of the two needs its own.")
      }
      return line
    }
  }

  private func kind() throws -> MachineKind? {
    try answer(
      "machine.kind",
      "What is it? 1 motorised-off (a motorised treadmill, unplugged), 2 slat-belt (curved or flat, without a motor), "
        + "3 sled", preset: "motorised-off", SetupAnswers.choice)
  }

  private func protocolName() throws -> String? {
    let folder = present["training.folder"]
    let names = ((try? ProtocolFile.all(folder: folder)) ?? TrainingProtocol.builtIn).map(\.name)
    let list = names.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: ", ")
    return try answer(
      "training.protocol", "What is trained on it? \(list). free: any set counts.", preset: "free"
    ) { (text: String) throws(SetupHint) -> String in
      do throws(SetupHint) {
        return try SetupAnswers.word(text, names)
      } catch {
        throw SetupHint(
          description:
            "\"\(text)\" is no protocol\(NearestName.hint(text, among: names)) \(error.description)")
      }
    }
  }

  /// Nil: as it is; a nil within: of several people.
  private func mass() throws -> Double?? {
    let hint =
      present["walker.massKg"] == nil ? "- if several people walk" : "- removes it, for several people"
    return try answer(
      "walker.massKg", "What is the walker's body mass, such as 80 kg or 176 lb? (For power; \(hint).)",
      preset: "-", SetupAnswers.mass)
  }

  // MARK: - Asking

  /// An option's value, checked; nil if it is not given.
  private func option<Answer>(
    _ path: String, _ parse: (String) throws(SetupHint) -> Answer
  ) throws -> Answer? {
    guard let (option, value) = given[path] else { return nil }
    do {
      return try parse(value)
    } catch {
      throw UsageError("\(option) \(value): \(error)")
    }
  }

  /// An answer: from the command line, else of the person, else nil: what is configured stays.
  private func answer<Answer>(
    _ path: String, _ question: String, preset: String? = nil,
    _ parse: (String) throws(SetupHint) -> Answer
  ) throws -> Answer? {
    if let value = try option(path, parse) { return value }
    let now = present[path]
    guard isTerminal else {
      // A script gets the defaults in a new file, and changes nothing else in an old one.
      guard now == nil, isNew, let preset else { return nil }
      return try? parse(preset)
    }
    Output.line(question)
    while true {
      Output.text((now ?? preset).map { "[\($0)] > " } ?? "> ")
      guard let said = readLine() else { throw UsageError("no answer: nothing was written") }
      let text = said.trimmingCharacters(in: .whitespaces)
      if text.isEmpty, now != nil { return nil }
      do {
        return try parse(text.isEmpty ? preset ?? "" : text)
      } catch {
        Output.line("\(error)")
      }
    }
  }

  /// A line's name; one that this computer does not have is refused where it has any.
  private static func checked(_ text: String, _ known: [String]) throws(SetupHint) -> String {
    let name = try LineName.of(text)
    guard isatty(STDIN_FILENO) == 1, !known.isEmpty, !known.contains(name) else { return name }
    throw SetupHint(
      description: "This computer has no line \(name)\(NearestName.hint(name, among: known)).\(list(known))")
  }

  /// The lines of this computer that have the name of a GPIO pin.
  private static func known() -> [String] {
    guard let chips = try? ChipCatalogue().chips() else { return [] }
    return chips.flatMap(\.lineNames).filter { $0.hasPrefix("GPIO") }
  }

  private static func list(_ known: [String]) -> String {
    known.isEmpty ? "" : " There are: \(known.prefix(40).joined(separator: " "))."
  }
}
