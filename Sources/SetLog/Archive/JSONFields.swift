// SPDX-License-Identifier: Apache-2.0
//
// Owns: taking the fields of a JSON object one by one, each checked; what is missing, wrong or too much is named.
// Must not know: which fields there are.

import Foundation

/// A field that is not as it must be.
struct FieldMistake: Error, Equatable, CustomStringConvertible {
  /// The key, with the keys above it.
  var key: String
  var reason: String

  var description: String { "\(key): \(reason)" }
}

/// The fields of an object that have not been taken yet.
struct JSONFields {
  private var rest: [String: JSONValue]
  private let path: String

  init(_ value: JSONValue, path: String = "") throws(FieldMistake) {
    guard case .object(let members) = value else {
      throw FieldMistake(key: path.isEmpty ? "it" : path, reason: "expected an object, found \(value.brief)")
    }
    rest = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    self.path = path.isEmpty ? "" : path + "."
  }

  /// Throws where a field is left that nobody asked for.
  func finish() throws(FieldMistake) {
    if let unknown = rest.keys.sorted().first {
      throw FieldMistake(key: path + unknown, reason: "is not known")
    }
  }

  mutating func value(_ key: String) throws(FieldMistake) -> JSONValue {
    guard let value = rest.removeValue(forKey: key) else {
      throw FieldMistake(key: path + key, reason: "is missing")
    }
    return value
  }

  /// Whether a field is there.
  func has(_ key: String) -> Bool { rest[key] != nil }

  /// Takes a field if it is `null`.
  mutating func takeNull(_ key: String) -> Bool {
    guard rest[key] == .null else { return false }
    rest[key] = nil
    return true
  }

  /// Takes a field; nil where it is `null`.
  mutating func optional<Value>(
    _ key: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(FieldMistake) -> Value? {
    let value = try value(key)
    if value == .null { return nil }
    guard let converted = convert(value) else {
      throw FieldMistake(key: path + key, reason: "expected \(expected), found \(value.brief)")
    }
    return converted
  }

  /// Takes a field that older programs did not write; nil where it is missing or `null`.
  mutating func added<Value>(_ key: String, _ kind: FieldKind<Value>) throws(FieldMistake) -> Value? {
    rest[key] == nil ? nil : try optional(key, kind.expected, kind.convert)
  }

  /// Takes a field that may not be `null`.
  mutating func required<Value>(
    _ key: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(FieldMistake) -> Value {
    guard let value = try optional(key, expected, convert) else {
      throw FieldMistake(key: path + key, reason: "expected \(expected), found null")
    }
    return value
  }
}

/// What a field may hold: how it is called in a message, and how it is read.
struct FieldKind<Value> {
  var expected: String
  var convert: (JSONValue) -> Value?
}

extension FieldKind where Value == String {
  /// Any text.
  static var text: Self { Self(expected: "text") { $0.string } }
  /// Text that is not empty.
  static var name: Self {
    Self(expected: "text that is not empty") { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
  }
  /// RFC 3339, in any form.
  static var time: Self {
    Self(expected: "a time such as 2026-03-01T18:00:00.000Z") { value in
      value.string.flatMap {
        WallTime.unixMs($0) != nil || (try? Date($0, strategy: .iso8601)) != nil ? $0 : nil
      }
    }
  }
  /// RFC 3339 as the log sorts by it.
  static var sortableTime: Self {
    Self(expected: "a time in UTC with milliseconds, such as 2026-03-01T18:00:00.000Z") { value in
      value.string.flatMap { hasSortableShape($0) && WallTime.unixMs($0) != nil ? $0 : nil }
    }
  }
  private static func hasSortableShape(_ text: String) -> Bool {
    String(text.map { ("0"..."9").contains($0) ? "0" : $0 }) == "0000-00-00T00:00:00.000Z"
  }

  static func one(of words: [String]) -> Self {
    Self(expected: "one of " + words.joined(separator: ", ")) { value in
      value.string.flatMap { words.contains($0) ? $0 : nil }
    }
  }
}

extension FieldKind where Value == Double {
  static var number: Self { Self(expected: "a number") { $0.number } }
  /// 0 or more.
  static var positive: Self {
    Self(expected: "a number not below 0") { $0.number.flatMap { $0 >= 0 ? $0 : nil } }
  }
}

extension FieldKind where Value == Bool {
  static var flag: Self {
    Self(expected: "true or false") { if case .bool(let value) = $0 { value } else { nil } }
  }
}

extension FieldKind where Value == Data {
  static var base64: Self {
    Self(expected: "base64") { $0.string.flatMap { Data(base64Encoded: $0) } }
  }
}

extension FieldKind where Value: FixedWidthInteger {
  static func whole(_ range: ClosedRange<Value>) -> Self {
    let isWide = range == Value.min...Value.max
    let expected =
      isWide
      ? "a whole number"
      : "a whole number from \(range.lowerBound)"
        + (range.upperBound == .max ? "" : " to \(range.upperBound)")
    return Self(expected: expected) { value in
      guard case .number(let text) = value, let whole = Value(text) else { return nil }
      return range.contains(whole) ? whole : nil
    }
  }
}

extension JSONFields {
  mutating func required<Value>(_ key: String, _ kind: FieldKind<Value>) throws(FieldMistake) -> Value {
    try required(key, kind.expected, kind.convert)
  }

  mutating func optional<Value>(_ key: String, _ kind: FieldKind<Value>) throws(FieldMistake) -> Value? {
    try optional(key, kind.expected, kind.convert)
  }

  /// An array, each element read in turn.
  mutating func array<Value>(
    _ key: String, _ read: (JSONValue, String) throws(FieldMistake) -> Value
  ) throws(FieldMistake) -> [Value] {
    let values: [JSONValue] = try required(key, "an array") {
      if case .array(let values) = $0 { values } else { nil }
    }
    var result: [Value] = []
    for (index, value) in values.enumerated() { result.append(try read(value, "\(path)\(key)[\(index)]")) }
    return result
  }

  /// An object within.
  mutating func object(_ key: String) throws(FieldMistake) -> JSONFields {
    try JSONFields(try value(key), path: path + key)
  }
}

extension JSONValue {
  var string: String? { if case .string(let text) = self { text } else { nil } }

  /// A number that a Double can hold.
  var number: Double? {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
