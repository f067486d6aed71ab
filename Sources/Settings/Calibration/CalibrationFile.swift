// SPDX-License-Identifier: Apache-2.0
//
// Owns: the calibration of one machine as a file beside its configuration: reading it over that, writing it.
// Must not know: how anything is measured, what the values mean.
//
//     # Written by `deadmill calibrate --write`. ...
//     wheel:                            # what the configuration said of the wheel when this was measured
//       rollerCircumferenceM: 0.18
//       magnets: 4
//     machine:
//       rollerCircumferenceM: 0.18012
//       drag:
//         massKg: 34.9
//
// The configuration is its owner's and is never written. docs/decisions/0018-calibration-file.md has the reasons.

import Files
import Foundation
import Text

/// Why a calibration was not written.
package struct CalibrationFileError: Error, CustomStringConvertible, Sendable {
  package let description: String
}

/// The file with what was measured on one machine.
package struct CalibrationFile {
  /// The keys of the wheel that a calibration belongs to. A change of any of them makes it one of another wheel.
  private static let wheelNames = ["rollerCircumferenceM", "magnets", "ratio"]

  private static let head = """
    # Written by `deadmill calibrate --write`: what was measured on this machine. These values win over the same keys of
    # the configuration; `deadmill config check` shows where each one comes from. Remove this file to go back.

    """

  /// The configuration beside it.
  private let configuration: String
  package let path: String

  /// - Parameter configuration: the machine's file; links are resolved.
  package init(beside configuration: String) {
    let resolved = URL(fileURLWithPath: configuration).resolvingSymlinksInPath().path
    self.configuration = resolved
    let suffix = [".yaml", ".yml"].first { resolved.hasSuffix($0) } ?? ""
    path = resolved.dropLast(suffix.count) + ".calibration.yaml"
  }

  /// Reads the file over a configuration that was read.
  /// - Parameter ignoresOtherWheel: whether a calibration of another wheel is left out instead of refused.
  package func overlay(_ reader: inout ConfigurationReader, ignoresOtherWheel: Bool = false) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    var own = ConfigurationReader(schema: .calibration)
    own.read(file: path)
    overlay(own, over: &reader, ignoresOtherWheel: ignoresOtherWheel)
  }

  private func overlay(
    _ own: ConfigurationReader, over reader: inout ConfigurationReader, ignoresOtherWheel: Bool
  ) {
    // A wheel that is not configured is a mistake of the configuration, which a calibration does not heal.
    guard ["rollerCircumferenceM", "magnets"].allSatisfy({ reader.values["machine." + $0] != nil }) else {
      return
    }
    let others = own.mistakes.isEmpty ? otherWheel(own, reader) : own.mistakes
    if others.isEmpty {
      let measured = own.values.filter { $0.key.hasPrefix("machine.") }
      // Parts of two drags make none: the section is replaced as a whole.
      if measured.keys.contains(where: { $0.hasPrefix("machine.drag.") }) {
        reader.overlay(section: "machine.drag")
      }
      for (key, value) in measured { reader.overlay(key, value) }
    } else if !ignoresOtherWheel {
      reader.add(others)
    }
  }

  /// What differs between the wheel that was measured and the one that is configured.
  private func otherWheel(_ own: ConfigurationReader, _ reader: ConfigurationReader) -> [ConfigurationMistake]
  {
    Self.wheelNames.compactMap { name in
      let configured = reader.values["machine." + name]
      let now = Self.number(configured, name)
      let then = Self.number(own.values["wheel." + name], name)
      // A ratio that is wrong is a mistake of its own.
      guard let now, now != then else { return nil }
      let location = configured.map { $0.location } ?? reader.mainSource
      let measured = then.map(DecimalText.plain) ?? "another value"
      return ConfigurationMistake(
        source: path, line: own.values["wheel." + name]?.line, key: "wheel." + name,
        text:
          "measured on a wheel with \(measured), but \(location) has \(DecimalText.plain(now)); calibrate again, or "
          + "remove this file")
    }
  }

  /// A ratio that is not given is 1.
  private static func number(_ value: ConfigurationValue?, _ name: String) -> Double? {
    value.map { $0.scalars.first.flatMap(Double.init) } ?? (name == "ratio" ? 1 : nil)
  }

  /// Writes changes over what an earlier calibration of this wheel found; one of another wheel is dropped.
  /// - Throws: if the result would not be valid, or cannot be written; the file is then as it was.
  package func write(_ changes: [CalibrationChange]) throws(CalibrationFileError) {
    var reader = ConfigurationReader()
    reader.read(file: configuration)
    let text = text(merged(changes, reader), reader)
    try check(text, changes, reader)
    do throws(OutputFileError) {
      let isThere = FileStatus(path) != nil
      let file = try OutputFile(path, .rewrite, like: configuration)
      try file.write(Array(text.utf8))
      if isThere { _ = try KeptCopy.keep(path) }
      try file.finish()
    } catch {
      throw CalibrationFileError(description: "\(error)")
    }
  }

  /// The values that the file is to have.
  private func merged(_ changes: [CalibrationChange], _ reader: ConfigurationReader) -> [String: [String]] {
    var own = ConfigurationReader(schema: .calibration)
    if FileManager.default.fileExists(atPath: path) { own.read(file: path) }
    var values: [String: [String]] = [:]
    if own.mistakes.isEmpty, otherWheel(own, reader).isEmpty {
      values = own.values.mapValues(\.scalars).filter { $0.key.hasPrefix("machine.") }
    }
    for change in changes {
      values = values.filter { $0.key != change.path && !$0.key.hasPrefix(change.path + ".") }
      values.merge(change.values) { $1 }
    }
    return values
  }

  /// The file's text: the wheel as configured, then the values in the order of the schema.
  private func text(_ values: [String: [String]], _ reader: ConfigurationReader) -> String {
    var all = values
    for name in Self.wheelNames { all["wheel." + name] = reader.values["machine." + name]?.scalars }
    var text = Self.head
    var open: [Substring] = []
    for key in ConfigurationSchema.calibration.keys {
      guard let scalars = all[key.path] else { continue }
      let parts = key.path.split(separator: ".")
      for (depth, section) in parts.dropLast().enumerated()
      where open.count <= depth || Array(open[...depth]) != Array(parts[...depth]) {
        text += String(repeating: "  ", count: depth) + section + ":\n"
      }
      open = Array(parts.dropLast())
      let value =
        key.kind.isList ? "[" + scalars.joined(separator: ", ") + "]" : Self.scalar(scalars, key.kind)
      text += String(repeating: "  ", count: open.count) + "\(parts[parts.count - 1]): \(value)\n"
    }
    return text
  }

  private static func scalar(_ scalars: [String], _ kind: ConfigurationKind) -> String {
    let first = scalars.first ?? ""
    return kind == .text ? JSONText.quoted(first) : first
  }

  /// Reads the text as the daemon would.
  private func check(
    _ text: String, _ changes: [CalibrationChange], _ configured: ConfigurationReader
  ) throws(CalibrationFileError) {
    var own = ConfigurationReader(schema: .calibration)
    own.read(yaml: text, source: path)
    var reader = configured
    overlay(own, over: &reader, ignoresOtherWheel: false)
    do {
      _ = try Configuration(reader, needsLine: false)
    } catch {
      throw CalibrationFileError(
        description: "\(path): not written, since the result would not be valid; fix this first:\n\(error)")
    }
    for (key, scalars) in changes.flatMap(\.values) where reader.values[key]?.scalars != scalars {
      throw CalibrationFileError(description: "\(path): not written, since \(key) would not be read back")
    }
  }
}

extension ConfigurationReader {
  /// Reads one machine's file and its calibration, which wins.
  package mutating func read(machineFile path: String, ignoresOtherWheel: Bool = false) {
    read(file: path)
    // A file that lists machines has none of its own to calibrate.
    guard values["machines"] == nil else { return }
    CalibrationFile(beside: path).overlay(&self, ignoresOtherWheel: ignoresOtherWheel)
  }
}
