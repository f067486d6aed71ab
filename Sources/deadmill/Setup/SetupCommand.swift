// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill setup`: a first configuration from four questions.

import ArgumentParser
import Daemon
import Foundation
import Hardware
import Settings

struct SetupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup", abstract: "Create a configuration by answering four questions.",
    discussion:
      "Values given as options are not asked for. An existing configuration is kept as FILE.before."
  )

  @Option(help: "Configuration file to write.")
  var config = RunCommand.defaultConfigPath

  @Option(help: "Line of the sensor, such as GPIO17.")
  var line: String?

  @Option(help: "Belt travel per turn of the roller with the magnets: 0.18, 18 cm, 180 mm.")
  var length: String?

  @Option(
    name: [.customLong("magnets"), .customLong("marks")],
    help: "Number of magnets on that roller, or of marks on the disc.")
  var magnets: Int?

  @Option(
    help:
      "Turns of the disc with the marks per turn of the roller, if it is on the motor's side; not asked for."
  )
  var ratio = 1.0

  @Option(help: "Name of the machine.")
  var name: String?

  func run() throws {
    var answers = SetupAnswers()
    answers.line =
      try line ?? ask("Which line is the sensor connected to?\(Self.known())", default: "GPIO17", Self.text)
    answers.rollerCircumferenceM =
      try given(length)
      ?? ask(
        "How far does the belt move in one turn of the roller with the magnets? (mark the belt, turn once, measure; or pi times the roller's diameter)",
        default: nil, SetupAnswers.circumference)
    answers.magnets = try magnets ?? ask("How many magnets are on it?", default: "4", SetupAnswers.magnets)
    answers.ratio = ratio
    answers.name = try name ?? ask("What is the machine called?", default: "Treadmill", Self.text)
    try answers.checked()
    try write(answers.yaml)
    Output.line("Wrote \(config). Next: `deadmill doctor --wiring`, then `systemctl restart deadmill`.")
    Output.line(
      "To measure power instead of estimating it: `deadmill calibrate coast-down --config \(config) --write`."
    )
  }

  private func given(_ text: String?) throws -> Double? {
    guard let text else { return nil }
    do {
      return try SetupAnswers.circumference(text)
    } catch {
      throw UsageError("--length \(text): \(error)")
    }
  }

  private static func text(_ text: String) -> String { text }

  private func ask<Answer>(
    _ question: String, default preset: String?, _ parse: (String) throws(SetupHint) -> Answer
  ) throws -> Answer {
    guard isatty(STDIN_FILENO) == 1 else {
      throw UsageError("not a terminal: give --line, --length, --magnets and --name")
    }
    while true {
      Output.text("\(question)\n\(preset.map { "[\($0)] " } ?? "")> ")
      guard let said = readLine() else { throw UsageError("no answer: nothing was written") }
      let text = said.trimmingCharacters(in: .whitespaces)
      do {
        return try parse(text.isEmpty ? preset ?? "" : text)
      } catch {
        Output.line("\(error)")
      }
    }
  }

  /// The lines of this computer that have the name of a GPIO pin.
  private static func known() -> String {
    guard let chips = try? ChipCatalogue().chips() else { return "" }
    let names = chips.flatMap(\.lineNames).filter { $0.hasPrefix("GPIO") }
    return names.isEmpty ? "" : " There are: \(names.prefix(40).joined(separator: " "))."
  }

  private func write(_ text: String) throws {
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: (config as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      if files.fileExists(atPath: config) {
        let before = config + ".before"
        if files.fileExists(atPath: before) { try files.removeItem(atPath: before) }
        try files.copyItem(atPath: config, toPath: before)
      }
      try Data(text.utf8).write(to: URL(fileURLWithPath: config), options: .atomic)
    } catch {
      throw UsageError(
        "\(config): cannot be written; run this as root (`sudo deadmill setup`), or choose another file with --config"
      )
    }
  }
}
