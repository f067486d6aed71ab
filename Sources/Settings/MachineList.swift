// SPDX-License-Identifier: Apache-2.0
//
// Owns: the machines of a service: the one of the main file, or those of the files that it lists, with every mistake in any
// of them. Must not know: YAML, protocols.

import Foundation
import Text

struct MachineList {
  private(set) var machines: [Configuration] = []
  /// The protocol of each machine as it is named, also of one with a mistake; nil where none is.
  private(set) var protocols: [ConfigurationValue?] = []
  var mistakes: [ConfigurationMistake] = []
  private(set) var warnings: [ConfigurationMistake] = []

  init(_ reader: ConfigurationReader, needsLine: Bool) {
    guard let list = reader.values["machines"] else {
      // A list that was refused leaves nothing else to judge.
      if reader.mistakes.contains(where: { $0.key == "machines" }) {
        mistakes = reader.mistakes
      } else {
        add(reader, needsLine)
      }
      return
    }
    mistakes = reader.mistakes
    for path in reader.values.keys.sorted() where path.hasPrefix("machine.") || path.hasPrefix("gpio.") {
      let value = reader.values[path]
      mistakes.append(
        ConfigurationMistake(
          source: value?.source ?? list.source, line: value?.line, key: path,
          text: "cannot be combined with `machines:`; move it into one of the listed files"))
    }
    for (number, file) in list.scalars.enumerated() { add(file, number, list, reader, needsLine) }
    for (what, values) in [("name", names), ("line", lines)] { refuseTwice(what, values, list) }
  }

  private mutating func add(_ reader: ConfigurationReader, _ needsLine: Bool) {
    protocols.append(reader.values["training.protocol"])
    do {
      machines.append(try Configuration(reader, needsLine: needsLine))
    } catch {
      mistakes += error.mistakes
    }
  }

  /// One entry of the list.
  private mutating func add(
    _ file: String, _ number: Int, _ list: ConfigurationValue, _ main: ConfigurationReader, _ needsLine: Bool
  ) {
    let line = list.lines.indices.contains(number) ? list.lines[number] ?? list.line : list.line
    let fault: String? =
      if list.scalars[..<number].contains(file) {
        "\(file) is listed twice; remove one"
      } else if !FileManager.default.fileExists(atPath: file) {
        "\(file): no such file; `deadmill setup --config \(file)` writes one"
      } else {
        nil
      }
    if let fault {
      mistakes.append(ConfigurationMistake(source: list.source, line: line, key: "machines", text: fault))
      return
    }
    var one = ConfigurationReader()
    one.read(machineFile: file)
    let ofAll = [
      "walker.massKg", "walker.restMin", "training.protocol", "training.beginnerSessions",
      "health.silentDays",
    ]
    let ofSets = ConfigurationSchema.configuration.names(under: "sets").map { "sets." + $0 }
    for path in ofAll + ofSets { one.inherit(path, from: main) }
    warnings += one.warnings
    let ofTheService = ["clinic", "state", "socket", "metrics", "training.folder"] + consoleKeys
    for path in ofTheService where one.values[path] != nil {
      one.warn(path, "is not read here; it belongs into \(main.mainSource), which lists this file")
      warnings += one.warnings.suffix(1)
    }
    add(one, needsLine)
  }

  private var consoleKeys: [String] {
    ConfigurationSchema.configuration.names(under: "console").map { "console." + $0 }
  }

  private var names: [(shown: String, folded: String)] {
    machines.map { ($0.machineName, NameFolding.folded($0.machineName)) }
  }

  private var lines: [(shown: String, folded: String)] {
    machines.flatMap { machine in
      [machine.gpio.line, machine.gpio.second].compactMap { $0?.text }.map { ($0, $0) }
    }
  }

  /// Reports what two machines have in common.
  private mutating func refuseTwice(
    _ what: String, _ values: [(shown: String, folded: String)], _ list: ConfigurationValue
  ) {
    for (number, value) in values.enumerated() {
      guard let other = values[..<number].first(where: { $0.folded == value.folded }) else { continue }
      let isAlike = other.shown != value.shown ? " (and \"\(value.shown)\", which counts as the same)" : ""
      mistakes.append(
        ConfigurationMistake(
          source: list.source, line: list.line, key: "machines",
          text: "two machines have the \(what) \"\(other.shown)\"\(isAlike); each needs one of its own"))
    }
  }
}

extension ConfigurationReader {
  /// A file that cannot be written now; the daemon measures without it, and so it is no mistake.
  mutating func warnOfMetrics() {
    guard let path = values["metrics"]?.scalars.first else { return }
    let directory = PathText.directory(of: path)
    // systemd makes these before the daemon starts.
    let made = ["/run/deadmill", Configuration.defaultStateDirectory]
    guard !directory.isEmpty, !made.contains(directory), !FileManager.default.fileExists(atPath: directory)
    else {
      return
    }
    warn("metrics", "\(directory): no such directory; nothing is written until it exists")
  }
}
