// SPDX-License-Identifier: Apache-2.0
//
// Owns: YAML text -> values by key, every one checked against the schema, each mistake with its line.
// Must not know: what the values are used for.

import Foundation
import Yams

/// A value as written, and where.
package struct ConfigurationValue: Sendable, Equatable {
  package var scalars: [String]
  package var source: String
  package var line: Int?
}

/// Gathers values by key from a file, then the environment, then the command line; the later one wins.
package struct ConfigurationReader: Sendable {
  package private(set) var values: [String: ConfigurationValue] = [:]
  package private(set) var mistakes: [ConfigurationMistake] = []
  /// What is named where something is missing: the file, once one was read.
  package private(set) var mainSource = "configuration"

  package init() {}

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

  /// Reads `DEADMILL_*` variables.
  package mutating func read(environment: [String: String]) {
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("DEADMILL_") {
      guard let key = ConfigurationSchema.keys.first(where: { $0.environmentName == name }) else {
        add(
          "environment", nil, name,
          "no such setting; the name is DEADMILL_ and the key, as in "
            + "DEADMILL_MACHINE_MAGNETS")
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
    guard let key = ConfigurationSchema.key(path) else { return }
    accept(key, ConfigurationValue(scalars: [value], source: option, line: nil))
  }

  /// Takes over a value that another file gives for all, where this one says nothing.
  package mutating func inherit(_ path: String, from other: ConfigurationReader) {
    if values[path] == nil { values[path] = other.values[path] }
  }

  private mutating func walk(_ mapping: Node.Mapping, section: String, source: String) {
    for (keyNode, valueNode) in mapping {
      let line = Self.line(keyNode)
      guard let name = keyNode.string else {
        add(source, line, section, "a key must be a word")
        continue
      }
      let path = section.isEmpty ? name : section + "." + name
      if let key = ConfigurationSchema.key(path) {
        read(key, valueNode, line: line, source: source)
      } else if ConfigurationSchema.isSection(path) {
        if case .mapping(let inner) = valueNode {
          walk(inner, section: path, source: source)
        } else if valueNode.null == nil {
          add(
            source, line, path,
            "expected keys below it: "
              + ConfigurationSchema.names(under: path).joined(separator: ", "))
        }
      } else {
        let known = ConfigurationSchema.names(under: section).joined(separator: ", ")
        add(source, line, path, "unknown key; known here: \(known)")
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

  /// What is wrong with a value; nil where nothing is.
  package static func fault(_ scalars: [String], _ kind: ConfigurationKind) -> String? {
    let first = scalars.first ?? ""
    switch kind {
    case .texts:
      return scalars.isEmpty || scalars.contains("") ? "expected a list of names" : nil
    case .text:
      return scalars.count == 1 && !first.isEmpty ? nil : "must not be empty"
    case .number(let range, let unit):
      guard let value = Double(first), value.isFinite else {
        return "\"\(first)\" is not a number\(unit.isEmpty ? "" : "; give \(unit) without the unit")"
      }
      return range.contains(value) ? nil : "\(first) is not within \(show(range)) \(unit)".trimmed
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

  private static func show(_ range: ClosedRange<Double>) -> String {
    func plain(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }
    return plain(range.lowerBound) + " to " + plain(range.upperBound)
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
