// SPDX-License-Identifier: Apache-2.0
//
// Owns: JSON text (RFC 8259) -> a value, to the letter: keys in their order, numbers as they were written.
// Must not know: what the document is about.
//
// JSONSerialization forgets order and how a number was written; former figures must come out as they went in.

import Text

/// A JSON value.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  /// As it was written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  /// The value without insignificant space, in the way this program writes JSON.
  var text: String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .number(let text): return text
    case .string(let text): return JSONText.quoted(text)
    case .array(let values): return "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      return "{" + members.map { JSONText.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",")
        + "}"
    }
  }

  /// For messages: what it is, and a little of it.
  var brief: String {
    switch self {
    case .array: "an array"
    case .object: "an object"
    default: text.count > 40 ? text.prefix(40) + "..." : text
    }
  }
}

/// A key of an object with its value.
struct JSONMember: Equatable {
  var key: String
  var value: JSONValue
}

/// Text that is no JSON.
struct JSONMistake: Error, Equatable, CustomStringConvertible {
  /// What is wrong, without the place.
  var description: String
}

/// Reads one value.
struct JSONParser {
  private static let deepest = 64
  private static let mostMembers = 1000
  private let bytes: [UInt8]
  private var at = 0

  static func value(_ bytes: [UInt8]) throws(JSONMistake) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.at == bytes.count else { throw JSONMistake(description: "more than one value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONMistake) -> JSONValue {
    guard depth < Self.deepest else { throw JSONMistake(description: "nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw JSONMistake(description: "it ends too early")
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONMistake) -> JSONValue {
    guard bytes[at...].starts(with: word.utf8) else { throw JSONMistake(description: "no JSON value") }
    at += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONMistake) -> JSONValue {
    at += 1
    var members: [JSONMember] = []
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw JSONMistake(description: "a key is missing") }
      let key = try string()
      guard !members.contains(where: { $0.key == key }) else {
        throw JSONMistake(description: "the key \"\(key)\" is there twice")
      }
      guard members.count < Self.mostMembers else { throw JSONMistake(description: "too many keys") }
      guard take(UInt8(ascii: ":")) else { throw JSONMistake(description: "no colon after \"\(key)\"") }
      members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw JSONMistake(description: "an object is not closed") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONMistake) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat { values.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw JSONMistake(description: "an array is not closed") }
    return .array(values)
  }

  private mutating func number() throws(JSONMistake) -> JSONValue {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    let first = at
    digits()
    // No leading zero, at least one digit wherever digits may stand.
    var isSound = at > first && (bytes[first] != UInt8(ascii: "0") || at == first + 1)
    if next == UInt8(ascii: ".") {
      at += 1
      isSound = digits() && isSound
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      at += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      isSound = digits() && isSound
    }
    guard isSound else { throw JSONMistake(description: "no JSON value") }
    return .number(String(decoding: bytes[start..<at], as: UTF8.self))
  }

  @discardableResult
  private mutating func digits() -> Bool {
    let start = at
    while let byte = next, (0x30...0x39).contains(byte) { at += 1 }
    return at > start
  }

  private mutating func string() throws(JSONMistake) -> String {
    at += 1
    var plain: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: plain, as: UTF8.self) else {
          throw JSONMistake(description: "text that is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): plain.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20: throw JSONMistake(description: "a control character within text")
      default: plain.append(byte)
      }
    }
    throw JSONMistake(description: "text that is not closed")
  }

  private mutating func escaped() throws(JSONMistake) -> Unicode.Scalar {
    guard let byte = next else { throw JSONMistake(description: "text that is not closed") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicode()
    default: throw JSONMistake(description: "an unknown escape in text")
    }
  }

  private mutating func unicode() throws(JSONMistake) -> Unicode.Scalar {
    var code = try fourHexDigits()
    if (0xD800..<0xDC00).contains(code) {
      guard bytes[at...].starts(with: "\\u".utf8) else {
        throw JSONMistake(description: "half a character in text")
      }
      at += 2
      let low = try fourHexDigits()
      guard (0xDC00..<0xE000).contains(low) else {
        throw JSONMistake(description: "half a character in text")
      }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw JSONMistake(description: "half a character in text")
    }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONMistake) -> UInt32 {
    guard at + 4 <= bytes.count,
      bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
    else { throw JSONMistake(description: "an unknown escape in text") }
    at += 4
    return code
  }
}
