// SPDX-License-Identifier: Apache-2.0
//
// Owns: YAML text -> values by key, every one checked against the schema, each mistake with its line.
// Must not know: what the values are used for.

import Foundation
import Text
import Yams

/// A value as written, and where.
package struct ConfigurationValue: Sendable, Equatable {
  package var scalars: [String]
  package var source: String
  package var line: Int?

  /// `FILE:LINE`, or what else it comes from.
  package var location: String { line.map { "\(source):\($0)" } ?? source }
}

/// Gathers values by key from a file, then the environment, then the command line; the later one wins.
package struct ConfigurationReader: Sendable {
  package private(set) var values: [String: ConfigurationValue] = [:]
  /// Values of the configuration that a calibration wins over.
  package private(set) var overlaid: [String: ConfigurationValue] = [:]
  package private(set) var mistakes: [ConfigurationMistake] = []
  /// What is probably not meant, and yet no reason to refuse the configuration.
  package private(set) var warnings: [ConfigurationMistake] = []
  /// What is named where something is missing: the file, once one was read.
  package private(set) var mainSource = "configuration"

  private let schema: ConfigurationSchema

  package init(schema: ConfigurationSchema = .configuration) { self.schema = schema }

  /// Reads a file's text.
  package mutating func read(yaml text: String, source: String) {
    mainSource = source
    do {
      guard let root = try Yams.compose(yaml: text) else { return }
      guard case .mapping(let mapping) = root else {
        add(source, Self.line(root), nil, "expected `key: value` lines, such as `machine:`")
        return
      }
      walk(mapping, section: "", source: source)
    } catch let error as YamlError {
      mistakes.append(Self.mistake(error, source: source))
    } catch {
      add(source, nil, nil, "not readable as YAML: \(error)")
    }
  }

  /// Reads a file. A missing or unreadable one is a mistake that names it.
  package mutating func read(file path: String) {
    guard let data = FileManager.default.contents(atPath: path) else {
      let exists = FileManager.default.fileExists(atPath: path)
      let remedy =
        exists ? "cannot be read; check its permissions" : "no such file; see README.md for a minimal one"
      add(path, nil, nil, remedy)
      return
    }
    guard let text = String(data: data, encoding: .utf8) else {
      add(path, nil, nil, "is not UTF-8 text")
      return
    }
    read(yaml: text, source: path)
  }

  /// Reads `DEADMILL_*` variables. One that begins like a section and is no key of it is a mistake; any other may be meant
  /// for something else, and is a warning.
  package mutating func read(environment: [String: String]) {
    let names = schema.keys.map(\.environmentName)
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("DEADMILL_") {
      guard let key = schema.keys.first(where: { $0.environmentName == name }) else {
        let text = "no such setting\(NearestName.hint(name, among: names))"
        let mistake = ConfigurationMistake(source: "environment", key: name, text: text)
        let isOfASection = schema.sections.contains { name.hasPrefix("DEADMILL_\($0.uppercased())_") }
        if isOfASection { mistakes.append(mistake) } else { warnings.append(mistake) }
        continue
      }
      let parts: [String]
      if key.kind.isList {
        parts = value.split(separator: ",").map(String.init)
      } else {
        parts = [value]
      }
      accept(key, ConfigurationValue(scalars: parts, source: "environment \(name)", line: nil))
    }
  }

  /// Sets one key as an option of the command line does.
  package mutating func set(_ path: String, _ value: String, option: String) {
    guard let key = schema.key(path) else { return }
    accept(key, ConfigurationValue(scalars: [value], source: option, line: nil))
  }

  /// Uses a value that another file gives for all machines, unless this one has its own.
  package mutating func inherit(_ path: String, from other: ConfigurationReader) {
    if values[path] == nil { values[path] = other.values[path] }
  }

  /// Takes a measured value, which wins over the configuration's.
  mutating func overlay(_ path: String, _ value: ConfigurationValue) {
    if let before = values[path] { overlaid[path] = before }
    values[path] = value
  }

  /// Leaves a section out that a measurement replaces as a whole.
  mutating func overlay(section: String) {
    for (path, value) in values where path.hasPrefix(section + ".") {
      overlaid[path] = value
      values[path] = nil
    }
  }

  mutating func add(_ more: [ConfigurationMistake]) { mistakes += more }

  private mutating func walk(_ mapping: Node.Mapping, section: String, source: String) {
    for (keyNode, valueNode) in mapping {
      let line = Self.line(keyNode)
      guard let name = keyNode.string else {
        add(source, line, section, "a key must be a word")
        continue
      }
      let path = section.isEmpty ? name : section + "." + name
      if let key = schema.key(path) {
        read(key, valueNode, line: line, source: source)
      } else if schema.isSection(path) {
        if case .mapping(let inner) = valueNode {
          walk(inner, section: path, source: source)
        } else if valueNode.null == nil {
          add(
            source, line, path,
            "expected keys below it: "
              + schema.names(under: path).joined(separator: ", "))
        }
      } else {
        let known = schema.names(under: section)
        let hint = NearestName.hint(name, among: known)
        add(
          source, line, path,
          "unknown key\(hint.isEmpty ? "" : hint); known here: \(known.joined(separator: ", "))")
      }
    }
  }

  private mutating func read(_ key: ConfigurationKey, _ node: Node, line: Int?, source: String) {
    switch node {
    case .scalar(let scalar):
      accept(key, ConfigurationValue(scalars: [scalar.string], source: source, line: line))
    case .sequence(let sequence):
      let scalars = sequence.compactMap { $0.scalar?.string }
      guard key.kind.isList, scalars.count == sequence.count else {
        add(source, line, key.path, "expected one value, not a list")
        return
      }
      accept(key, ConfigurationValue(scalars: scalars, source: source, line: line))
    case .mapping, .alias:
      add(source, line, key.path, "expected a value, not keys below it")
    }
  }

  private mutating func accept(_ key: ConfigurationKey, _ value: ConfigurationValue) {
    if let text = Self.fault(value.scalars, key.kind) {
      add(value.source, value.line, key.path, text)
    } else {
      values[key.path] = value
    }
  }

  private mutating func add(_ source: String, _ line: Int?, _ key: String?, _ text: String) {
    mistakes.append(ConfigurationMistake(source: source, line: line, key: key, text: text))
  }

  /// What is wrong with a value; nil if nothing is.
  package static func fault(_ scalars: [String], _ kind: ConfigurationKind) -> String? {
    let first = scalars.first ?? ""
    switch kind {
    case .texts:
      return scalars.isEmpty || scalars.contains("") ? "expected a list of names" : nil
    case .text:
      return scalars.count == 1 && !first.isEmpty ? nil : "must not be empty"
    case .number(let range, let unit):
      guard let value = Double(first), value.isFinite else { return notANumber(first, unit) }
      return range.contains(value) ? nil : outside(first, value, range, unit)
    case .integer(let range):
      guard let value = Int(first) else { return "\"\(first)\" is not a whole number" }
      return range.contains(value) ? nil : "\(first) is not within \(range.lowerBound) to \(range.upperBound)"
    case .choice(let choices):
      return choices.contains(first) ? nil : "\"\(first)\" is none of: \(choices.joined(separator: ", "))"
    case .numbers(let range, let count):
      guard count.contains(scalars.count) else {
        return "expected \(count.lowerBound) to \(count.upperBound) numbers"
      }
      let bad = scalars.first { text in !(Double(text).map { range.contains($0) } ?? false) }
      return bad.map { "\($0) is not a number within \(show(range))" }
    }
  }

  private static func notANumber(_ text: String, _ unit: String) -> String {
    guard unit == "m", let metres = SetupAnswers.metres(text) else {
      return "\"\(text)\" is not a number\(unit.isEmpty ? "" : "; give \(unit) without the unit")"
    }
    return "\"\(text)\": give metres as a plain number, here \(DecimalText.plain(metres))"
  }

  /// A length a hundred or a thousand times too long was meant in another unit.
  private static func outside(_ text: String, _ value: Double, _ range: ClosedRange<Double>, _ unit: String)
    -> String
  {
    let fault = "\(text) is not within \(show(range)) \(unit)".trimmed
    guard unit == "m", value > range.upperBound else { return fault }
    let meant = [("cm", 0.01), ("mm", 0.001)].first { range.contains(value * $0.1) }
    guard let meant else { return fault }
    let metres = DecimalText.significant(value * meant.1, 6)
    return fault + "; did you mean \(text) \(meant.0), which is \(metres) m?"
  }

  private static func show(_ range: ClosedRange<Double>) -> String {
    DecimalText.plain(range.lowerBound) + " to " + DecimalText.plain(range.upperBound)
  }

  private static func line(_ node: Node) -> Int? { node.mark?.line }

  package static func mistake(_ error: YamlError, source: String) -> ConfigurationMistake {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ConfigurationMistake(source: source, line: mark.line, text: "not valid YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      ConfigurationMistake(
        source: source, line: context.mark.line, text: "given twice: \(duplicates.joined(separator: ", "))")
    default:
      ConfigurationMistake(source: source, text: "not valid YAML: \(error)")
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
