// SPDX-License-Identifier: Apache-2.0
//
// Owns: a value of a request that may be absent, null or there, in memory and in JSON. Must not know: requests.

/// A value that may be absent (leave it as it is), null (remove it), or there.
package enum ControlValue<Value: Codable & Sendable & Equatable>: Sendable, Equatable {
  case absent
  case null
  case value(Value)

  /// nil for absent and null.
  package var value: Value? { if case .value(let value) = self { value } else { nil } }

  package init(_ value: Value?) { self = value.map { .value($0) } ?? .null }

  /// What replaces an old value.
  package func replacing(_ old: Value?) -> Value? {
    switch self {
    case .absent: old
    case .null: nil
    case .value(let new): new
    }
  }
}

extension ControlValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

// What the compiler writes for a message calls these for its values, since they fit better than those for any type: only
// the container of the message knows whether a key is there.

extension KeyedDecodingContainer {
  func decode<Value>(_ type: ControlValue<Value>.Type, forKey key: Key) throws -> ControlValue<Value> {
    guard contains(key) else { return .absent }
    return try decodeNil(forKey: key) ? .null : .value(decode(Value.self, forKey: key))
  }
}

extension KeyedEncodingContainer {
  mutating func encode<Value>(_ value: ControlValue<Value>, forKey key: Key) throws {
    switch value {
    case .absent: break
    case .null: try encodeNil(forKey: key)
    case .value(let value): try encode(value, forKey: key)
    }
  }
}
