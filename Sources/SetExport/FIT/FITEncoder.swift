// SPDX-License-Identifier: Apache-2.0
//
// Owns: FIT's bytes: header, definitions, data, checksum (protocol 2.0). Must not know: what any message means.

import Text

/// CRC-16 with the polynomial 0x8005, reflected: over a FIT header and over a whole file.
enum CRC16 {
  private static let table: [UInt16] = (0..<256).map { index in
    (0..<8).reduce(UInt16(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xA001 : value >> 1 }
  }

  static func of(_ bytes: some Sequence<UInt8>) -> UInt16 {
    bytes.reduce(0) { sum, byte in sum >> 8 ^ table[Int((sum ^ UInt16(byte)) & 0xFF)] }
  }
}

/// A value with its base type.
enum FITValue: Equatable {
  case enumeration(UInt8)
  case uint8(UInt8)
  case uint16(UInt16)
  case uint32(UInt32)
  case uint32z(UInt32)
  case float32(Float)
  case string(String)
  case bytes([UInt8])

  private static let longestString = 60

  /// The base type's number; the top bit says that byte order matters.
  var baseType: UInt8 {
    switch self {
    case .enumeration: 0x00
    case .uint8: 0x02
    case .string: 0x07
    case .bytes: 0x0D
    case .uint16: 0x84
    case .uint32: 0x86
    case .float32: 0x88
    case .uint32z: 0x8C
    }
  }

  /// Little end first.
  var encoded: [UInt8] {
    switch self {
    case .enumeration(let value), .uint8(let value): [value]
    case .uint16(let value): Self.bytes(of: value)
    case .uint32(let value), .uint32z(let value): Self.bytes(of: value)
    case .float32(let value): Self.bytes(of: value.bitPattern)
    case .string(let text): Self.terminated(text)
    case .bytes(let bytes): bytes
    }
  }

  static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// UTF-8 with a zero at its end; too long a text ends after a whole character.
  private static func terminated(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for character in text {
      let more = Array(String(character).utf8.filter { $0 != 0 })
      guard bytes.count + more.count <= longestString else { break }
      bytes += more
    }
    return bytes + [0]
  }
}

extension FITValue {
  /// A number in steps of its last decimal, rounded as in every table: FIT's scales are powers of ten. Nil is left out, and
  /// so is what does not fit.
  static func uint8(of value: Double?, decimals: Int = 0) -> FITValue? {
    whole(value, decimals, UInt8.self).map(FITValue.uint8)
  }

  static func uint16(of value: Double?, decimals: Int = 0) -> FITValue? {
    whole(value, decimals, UInt16.self).map(FITValue.uint16)
  }

  static func uint32(of value: Double?, decimals: Int = 0) -> FITValue? {
    whole(value, decimals, UInt32.self).map(FITValue.uint32)
  }

  static func float32(of value: Double?) -> FITValue? {
    guard let value, Float(value).isFinite else { return nil }
    return .float32(Float(value))
  }

  /// The greatest number of each type means "invalid".
  private static func whole<Number: FixedWidthInteger>(
    _ value: Double?, _ decimals: Int, _: Number.Type
  ) -> Number? {
    guard let steps = value.flatMap({ DecimalText.steps($0, decimals) }), let whole = Number(exactly: steps),
      whole != .max
    else { return nil }
    return whole
  }
}

/// One message.
struct FITMessage {
  /// A field of the profile, or one of ours.
  struct Field {
    var number: UInt8
    var value: FITValue
  }

  let number: UInt16
  private(set) var fields: [Field] = []
  private(set) var developerFields: [Field] = []

  init(_ number: UInt16) { self.number = number }

  /// Unknown is left out.
  mutating func put(_ number: UInt8, _ value: FITValue?) {
    if let value { fields.append(Field(number: number, value: value)) }
  }

  mutating func put(developer number: UInt8, _ value: FITValue?) {
    if let value { developerFields.append(Field(number: number, value: value)) }
  }
}

/// Gathers one FIT file.
struct FITEncoder {
  private static let headerSize = 14
  private static let protocolVersion: UInt8 = 0x20
  /// Of the list of messages and fields: 21.158 has all that are used here.
  private static let profileVersion: UInt16 = 21_158
  private static let developerIndex: UInt8 = 0

  private var data: [UInt8] = []
  /// The definitions that hold now, by local message type; a decoder remembers sixteen.
  private var definitions: [[UInt8]] = []
  private var nextLocal = 0

  /// Appends a message, with its definition where none of this shape holds.
  mutating func write(_ message: FITMessage) {
    let definition = Self.definition(message)
    var local = definitions.firstIndex(of: definition)
    if local == nil {
      let slot = nextLocal % 16
      nextLocal += 1
      if slot < definitions.count { definitions[slot] = definition } else { definitions.append(definition) }
      data.append(0x40 | (message.developerFields.isEmpty ? 0 : 0x20) | UInt8(slot))
      data += definition
      local = slot
    }
    data.append(UInt8(local ?? 0))
    for field in message.fields + message.developerFields { data += field.value.encoded }
  }

  private static func definition(_ message: FITMessage) -> [UInt8] {
    // Reserved; little end first.
    var bytes: [UInt8] = [0, 0] + FITValue.bytes(of: message.number)
    bytes.append(UInt8(message.fields.count))
    for field in message.fields {
      bytes += [field.number, UInt8(field.value.encoded.count), field.value.baseType]
    }
    guard !message.developerFields.isEmpty else { return bytes }
    bytes.append(UInt8(message.developerFields.count))
    for field in message.developerFields {
      bytes += [field.number, UInt8(field.value.encoded.count), developerIndex]
    }
    return bytes
  }

  /// Header, data and checksum.
  var file: [UInt8] {
    var bytes: [UInt8] = [UInt8(Self.headerSize), Self.protocolVersion]
    bytes += FITValue.bytes(of: Self.profileVersion)
    bytes += FITValue.bytes(of: UInt32(data.count))
    bytes += Array(".FIT".utf8)
    bytes += FITValue.bytes(of: CRC16.of(bytes))
    bytes += data
    bytes += FITValue.bytes(of: CRC16.of(bytes))
    return bytes
  }
}
