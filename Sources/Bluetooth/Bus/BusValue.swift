// SPDX-License-Identifier: Apache-2.0
//
// Owns: D-Bus values as Swift values. Must not know: a bus, BlueZ.

/// A value of a D-Bus message (D-Bus Specification, "Type System").
package indirect enum BusValue: Equatable, Sendable {
  case byte(UInt8)
  case boolean(Bool)
  case int16(Int16)
  case uint16(UInt16)
  case int32(Int32)
  case uint32(UInt32)
  case int64(Int64)
  case uint64(UInt64)
  case double(Double)
  case string(String)
  case path(String)
  case signature(String)
  /// An array of bytes, `ay`.
  case bytes([UInt8])
  /// - Parameter of: the signature of one element.
  case array(of: String, [BusValue])
  case dictionary(key: String, value: String, [BusEntry])
  case variant(BusValue)
  case structure([BusValue])
}

/// One entry of a dictionary.
package struct BusEntry: Equatable, Sendable {
  package var key: BusValue
  package var value: BusValue
}

extension BusValue {
  /// Type codes of the specification.
  package var signature: String {
    switch self {
    case .byte: "y"
    case .boolean: "b"
    case .int16: "n"
    case .uint16: "q"
    case .int32: "i"
    case .uint32: "u"
    case .int64: "x"
    case .uint64: "t"
    case .double: "d"
    case .string: "s"
    case .path: "o"
    case .signature: "g"
    case .bytes: "ay"
    case .array(let element, _): "a" + element
    case .dictionary(let key, let value, _): "a{" + key + value + "}"
    case .variant: "v"
    case .structure(let parts): "(" + parts.map(\.signature).joined() + ")"
    }
  }

  /// Properties by name, `a{sv}`, in the order of their names.
  package static func properties(_ values: [String: BusValue]) -> BusValue {
    .dictionary(
      key: "s", value: "v",
      values.sorted { $0.key < $1.key }.map { BusEntry(key: .string($0.key), value: .variant($0.value)) })
  }

  static func strings(_ values: [String]) -> BusValue { .array(of: "s", values.map { .string($0) }) }

  // MARK: Reading

  /// What is inside variants.
  var plain: BusValue {
    if case .variant(let inner) = self { return inner.plain }
    return self
  }

  /// A string or an object path.
  var text: String? {
    switch plain {
    case .string(let text), .path(let text): text
    default: nil
    }
  }

  var flag: Bool? {
    if case .boolean(let flag) = plain { return flag }
    return nil
  }

  /// A whole number of any width.
  var number: Int? {
    switch plain {
    case .byte(let value): Int(value)
    case .int16(let value): Int(value)
    case .uint16(let value): Int(value)
    case .int32(let value): Int(value)
    case .uint32(let value): Int(exactly: value)
    case .int64(let value): Int(exactly: value)
    case .uint64(let value): Int(exactly: value)
    default: nil
    }
  }

  var byteArray: [UInt8]? {
    if case .bytes(let bytes) = plain { return bytes }
    return nil
  }

  var texts: [String] {
    if case .array(_, let values) = plain { return values.compactMap(\.text) }
    return []
  }

  /// A dictionary whose keys are strings or paths; empty for anything else.
  var entries: [String: BusValue] {
    guard case .dictionary(_, _, let entries) = plain else { return [:] }
    return Dictionary(
      entries.compactMap { entry in entry.key.text.map { ($0, entry.value) } }, uniquingKeysWith: { $1 })
  }
}
