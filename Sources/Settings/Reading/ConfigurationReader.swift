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
  /// Of each scalar of a list.
  package var lines: [Int?] = []

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
  /// Whether the file that was read has nothing in it; the environment may say all that is needed.
  package private(set) var isEmpty = false

  /// What is reported of an empty file where something is missing.
  var emptiness: ConfigurationMistake {
    ConfigurationMistake(
      source: mainSource,
      text: "is empty; `deadmill setup --config \(mainSource)` writes a configuration, see deadmill.yaml(5)")
  }

  /// What is named where something is missing: the file, once one was read.
  package private(set) var mainSource = "configuration"

  private let schema: ConfigurationSchema

  package init(schema: ConfigurationSchema = .configuration) { self.schema = schema }

  /// Reads a file's text.
  package mutating func read(yaml text: String, source: String) {
    mainSource = source
    let composed = ComposedText(text, source: source)
    mistakes += composed.mistakes
    guard let root = composed.root else {
      isEmpty = composed.mistakes.isEmpty
      return
    }
    guard case .mapping(let mapping) = root else {
      add(source, root.mark?.line, nil, "expected `key: value` lines, such as `machine:`")
      return
    }
    walk(mapping, section: "", composed, source: source)
  }

  /// Reads a file. A missing or unreadable one is a mistake that names it.
  package mutating func read(file path: String) {
    mainSource = path
    do {
      read(yaml: try SettingsText.load(path), source: path)
    } catch {
      mistakes.append(error)
    }
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
        parts = value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
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

  private mutating func walk(
    _ mapping: Node.Mapping, section: String, _ text: ComposedText, source: String
  ) {
    let pairs = Array(mapping)
    for (index, (keyNode, valueNode)) in pairs.enumerated() {
      let line = keyNode.mark?.line
      guard let name = keyNode.string.map({ String($0.prefix { $0 != ComposedText.twice }) }) else {
        add(source, line, section, "a key must be a word")
        continue
      }
      if index > 0, Self.decimalComma(pairs[index - 1].value, keyNode, valueNode) != nil { continue }
      let path = section.isEmpty ? name : section + "." + name
      let next = index + 1 < pairs.count ? pairs[index + 1] : nil
      if let next, let whole = Self.decimalComma(valueNode, next.key, next.value) {
        add(source, line, path, ConfigurationFault.comma(whole))
      } else if let key = schema.key(path) {
        read(key, valueNode, line: line, text, source: source)
      } else if schema.isSection(path) {
        if case .mapping(let inner) = valueNode {
          walk(inner, section: path, text, source: source)
        } else if !Self.isNothing(valueNode) {
          add(
            source, line, path, "expected keys below it: " + schema.names(under: path).joined(separator: ", ")
          )
        }
      } else {
        // What would have been merged is not missing as well.
        add(source, line, name == "<<" ? section : path, unknown(name, section))
      }
    }
  }

  /// `0,180` in braces is the number 0 and a key 180 without a value: the number as it was meant.
  private static func decimalComma(_ value: Node, _ nextKey: Node, _ next: Node) -> String? {
    guard let whole = value.scalar?.string, Int(whole) != nil, isNothing(next), let rest = nextKey.string,
      rest.first?.isNumber == true
    else { return nil }
    return whole + "," + rest
  }

  /// Whether a value is left out, or is one of YAML's words for that.
  private static func isNothing(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private func unknown(_ name: String, _ section: String) -> String {
    if name == "<<" { return "one mapping cannot be merged into another here; write its keys out" }
    let known = schema.names(under: section)
    let elsewhere = schema.keys.filter { $0.path.hasSuffix("." + name) }.map {
      String($0.path.dropLast(name.count + 1))
    }
    if let parent = elsewhere.first, elsewhere.count == 1, !known.contains(name) {
      return "unknown key here; it belongs under `\(parent.replacing(".", with: ": "))`:"
        .replacing("`:", with: ":`")
    }
    return "unknown key\(NearestName.hint(name, among: known)); known here: \(known.joined(separator: ", "))"
  }

  private mutating func read(
    _ key: ConfigurationKey, _ node: Node, line: Int?, _ text: ComposedText, source: String
  ) {
    switch node {
    case .scalar(let scalar):
      if Self.isNothing(node) { return add(source, line, key.path, Self.missing(scalar.string, key.kind)) }
      if key.kind.isList {
        return add(source, line, key.path, "expected a list: `\(key.name): [\(scalar.string)]`")
      }
      if scalar.style == .plain, key.kind == .text { warnOfComment(key, scalar, text, source: source) }
      accept(key, ConfigurationValue(scalars: [scalar.string], source: source, line: line))
    case .sequence(let sequence):
      let scalars = sequence.compactMap { Self.isNothing($0) ? nil : $0.scalar?.string }
      guard key.kind.isList else { return add(source, line, key.path, "expected one value, not a list") }
      guard scalars.count == sequence.count else {
        return add(source, line, key.path, "expected a list of plain values")
      }
      let value = ConfigurationValue(
        scalars: scalars, source: source, line: line, lines: sequence.map { $0.mark?.line })
      accept(key, value)
    case .mapping, .alias:
      add(source, line, key.path, "expected a value, not keys below it")
    }
  }

  private static func missing(_ word: String, _ kind: ConfigurationKind) -> String {
    switch word {
    case "": "has no value; give it one, or remove the line"
    case "~" where kind.isPath:
      "`~` alone means no value in YAML; give a path such as ~/deadmill, or remove the line"
    default: "`\(word)` means no value in YAML; put it in quotes if it is meant as text, or remove the line"
    }
  }

  /// ` #3` after a name is a comment, which is rarely meant.
  private mutating func warnOfComment(
    _ key: ConfigurationKey, _ scalar: Node.Scalar, _ text: ComposedText, source: String
  ) {
    guard let mark = scalar.mark, text.lines.indices.contains(mark.line - 1) else { return }
    let rest = text.lines[mark.line - 1].dropFirst(mark.column - 1 + scalar.string.count)
    guard let match = rest.firstMatch(of: /^\s+(#\S.*)$/) else { return }
    warnings.append(
      ConfigurationMistake(
        source: source, line: mark.line, key: key.path,
        text: "is \"\(scalar.string)\", since ` #` begins a comment; if it belongs to the value, use quotes: "
          + "\"\(scalar.string) \(match.1)\""))
  }

  private mutating func accept(_ key: ConfigurationKey, _ value: ConfigurationValue) {
    var value = value
    value.scalars = value.scalars.map { key.canonical($0) }
    if let text = ConfigurationFault.text(value.scalars, key) {
      return add(value.source, value.line, key.path, text)
    }
    if key.kind.isPath {
      let isFile = value.line != nil
      value.scalars = value.scalars.map { SettingsPath.resolved($0, relativeTo: isFile ? value.source : nil) }
    }
    values[key.path] = value
  }

  /// Reports what is probably not meant.
  mutating func warn(_ path: String, _ text: String) {
    let value = values[path]
    warnings.append(
      ConfigurationMistake(source: value?.source ?? mainSource, line: value?.line, key: path, text: text))
  }

  private mutating func add(_ source: String, _ line: Int?, _ key: String?, _ text: String) {
    mistakes.append(ConfigurationMistake(source: source, line: line, key: key, text: text))
  }
}
