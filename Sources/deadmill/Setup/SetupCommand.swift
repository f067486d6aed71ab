// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill setup`: a first configuration from three questions.

import ArgumentParser
import Daemon
import Foundation
import Hardware
import Settings

struct SetupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup", abstract: "Ask for pin, length and magnets, and write the configuration.",
    discussion:
      "What is given as an option is not asked. A configuration that is there is kept under the name FILE.before."
  )

  @Option(help: "File to write.")
  var config = RunCommand.defaultConfigPath

  @Option(help: "The sensor's line, such as GPIO17.")
  var line: String?

  @Option(help: "Belt travel per turn of the roller with the magnets: 0.18, 18 cm, 180 mm.")
  var length: String?

  @Option(
    name: [.customLong("magnets"), .customLong("marks")],
    help: "How many magnets are on that roller, or marks on the disc.")
  var magnets: Int?

  @Option(
    help:
      "Turns of the disc with the marks per turn of the roller, where it sits on the motor's side; not asked."
  )
  var ratio = 1.0

  @Option(help: "What to call the machine.")
  var name: String?

  func run() throws {
    var answers = SetupAnswers()
    answers.line = try line ?? ask("Which line is the sensor on?\(Self.known())", default: "GPIO17") { $0 }
    answers.rollerCircumferenceM =
      try given(length)
      ?? ask(
        "How far does the belt move in one turn of the roller with the magnets? (mark the belt, turn once, measure; or pi times the roller's diameter)",
        default: nil, SetupAnswers.metres)
    answers.magnets = try magnets ?? ask("How many magnets are on it?", default: "4") { Int($0) }
    answers.ratio = ratio
    answers.name = try name ?? ask("What shall the machine be called?", default: "Treadmill") { $0 }
    try answers.checked()
    try write(answers.yaml)
    Output.line("\(config) is written. Next: `deadmill doctor --wiring`, then `systemctl restart deadmill`.")
    Output.line(
      "For measured instead of estimated power: `deadmill calibrate coast-down --config \(config)`.")
  }

  private func given(_ text: String?) throws -> Double? {
    guard let text else { return nil }
    guard let metres = SetupAnswers.metres(text) else {
      throw UsageError("--length \(text): expected a length such as 0.18, 18 cm or 180 mm")
    }
    return metres
  }

  private func ask<Answer>(_ question: String, default preset: String?, _ parse: (String) -> Answer?) throws
    -> Answer
  {
    guard isatty(STDIN_FILENO) == 1 else {
      throw UsageError("no terminal to ask at: give --line, --length, --magnets and --name")
    }
    while true {
      Output.text("\(question)\n\(preset.map { "[\($0)] " } ?? "")> ")
      guard let said = readLine() else { throw UsageError("no answer; nothing was written") }
      let text = said.trimmingCharacters(in: .whitespaces)
      if let answer = parse(text.isEmpty ? preset ?? "" : text), !(text.isEmpty && preset == nil) {
        return answer
      }
      Output.line("That is not understood.")
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
        "\(config): cannot be written; run this as root (`sudo deadmill setup`), or give another --config")
    }
  }
}
