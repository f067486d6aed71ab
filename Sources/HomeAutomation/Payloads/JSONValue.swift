// SPDX-License-Identifier: Apache-2.0
//
// Owns: JSON with its keys in the order of the documents. Must not know: what the values mean.

import Text

/// A value of JSON. Objects keep the order of their keys: a payload that says the same is the same text.
indirect enum JSONValue: Sendable, Equatable {
  case text(String)
  case number(Double)
  case integer(Int64)
  case bool(Bool)
  case null
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  static func == (a: JSONValue, b: JSONValue) -> Bool { a.json == b.json }

  /// On one line, without spaces.
  var json: String {
    switch self {
    case .text(let text): JSONText.quoted(text)
    case .number(let number): JSONText.number(number)
    case .integer(let number): "\(number)"
    case .bool(let bool): bool ? "true" : "false"
    case .null: "null"
    case .array(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
    case .object(let pairs):
      "{" + pairs.map { JSONText.quoted($0.key) + ":" + $0.value.json }.joined(separator: ",") + "}"
    }
  }

  /// A number with so many decimals at most; null for what is unknown.
  static func rounded(_ value: Double?, _ decimals: Int) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(DecimalText.rounded(value, decimals))
  }

  /// A text; null for what is unknown.
  static func text(orNull text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
}
