// SPDX-License-Identifier: Apache-2.0
//
// Owns: a JSON object of any length -> its members, and the elements of its arrays, one at a time.
// Must not know: what the document is about. Memory: one element.

/// A piece of a long JSON object.
enum JSONPiece: Equatable {
  /// A member that is no array.
  case member(key: String, value: JSONValue)
  /// An array begins.
  case array(key: String)
  /// The next element of the array that began last: where it begins and ends is known, not yet that it is sound.
  case element([UInt8])
  /// The object has ended, and the text with it.
  case end
}

/// Reads an object piece by piece.
struct JSONSplitter {
  /// No set of a whole day takes this much.
  private static let longestElement = 64 << 20

  private enum Place {
    case outside
    /// Before a key, or before the brace that closes; a comma is due unless it is the first.
    case members(isFirst: Bool)
    case elements(isFirst: Bool)
    case done
  }

  private let more: () throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var at = 0
  private var place = Place.outside

  /// - Parameter more: the next bytes; none where the text ends.
  init(more: @escaping () throws -> [UInt8]) { self.more = more }

  /// The next piece. Throws `JSONMistake`, or what `more` throws.
  mutating func next() throws -> JSONPiece {
    switch place {
    case .outside:
      guard try token() == UInt8(ascii: "{") else { throw JSONMistake(description: "it is no JSON object") }
      place = .members(isFirst: true)
      return try next()
    case .members(let isFirst): return try member(isFirst: isFirst)
    case .elements(let isFirst):
      if try hasAnother(isFirst: isFirst, closing: UInt8(ascii: "]"), within: "an array") {
        place = .elements(isFirst: false)
        return .element(try rawValue())
      }
      place = .members(isFirst: false)
      return try next()
    case .done: return .end
    }
  }

  private mutating func member(isFirst: Bool) throws -> JSONPiece {
    guard try hasAnother(isFirst: isFirst, closing: UInt8(ascii: "}"), within: "the object") else {
      guard try token() == nil else { throw JSONMistake(description: "more follows after the object") }
      place = .done
      return .end
    }
    guard case .string(let key) = try JSONParser.value(try rawValue()) else {
      throw JSONMistake(description: "a key is missing")
    }
    guard try token() == UInt8(ascii: ":") else {
      throw JSONMistake(description: "no colon after \"\(key)\"")
    }
    guard let first = try token() else { throw JSONMistake(description: "it is cut off") }
    guard first == UInt8(ascii: "[") else {
      at -= 1
      place = .members(isFirst: false)
      return .member(key: key, value: try JSONParser.value(try rawValue()))
    }
    place = .elements(isFirst: true)
    return .array(key: key)
  }

  /// Whether another member or element begins here.
  private mutating func hasAnother(isFirst: Bool, closing: UInt8, within: String) throws -> Bool {
    guard let byte = try token() else {
      throw JSONMistake(description: "it is cut off: \(within) is not closed")
    }
    if byte == closing { return false }
    if isFirst {
      at -= 1
    } else if byte != UInt8(ascii: ",") {
      throw JSONMistake(description: "a comma is missing in \(within)")
    }
    return true
  }

  /// The next byte, without space; it is consumed.
  private mutating func token() throws -> UInt8? {
    while let byte = try byte() {
      if byte != 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09 { return byte }
    }
    return nil
  }

  private mutating func byte() throws -> UInt8? {
    if at == buffer.count {
      buffer = try more()
      at = 0
      guard !buffer.isEmpty else { return nil }
    }
    at += 1
    return buffer[at - 1]
  }

  /// The bytes of the value that begins here; what follows it stays.
  private mutating func rawValue() throws -> [UInt8] {
    guard let first = try token() else { throw JSONMistake(description: "it is cut off") }
    var raw = [first]
    var depth = Self.opens(first) ? 1 : 0
    var isInString = first == UInt8(ascii: "\"")
    var isEscaped = false
    while try depth > 0 || isInString || !Self.endsWord(peek()) {
      guard let byte = try byte() else { throw JSONMistake(description: "it is cut off") }
      guard raw.count < Self.longestElement else { throw JSONMistake(description: "one value is too long") }
      raw.append(byte)
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0 { break }
        }
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if Self.opens(byte) {
        depth += 1
      } else if Self.closes(byte) {
        depth -= 1
        if depth == 0 { break }
      }
    }
    return raw
  }

  private mutating func peek() throws -> UInt8? {
    guard let byte = try byte() else { return nil }
    at -= 1
    return byte
  }

  private static func opens(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }
  private static func closes(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") }

  /// Whether a number, true, false or null is over before this byte.
  private static func endsWord(_ byte: UInt8?) -> Bool {
    guard let byte else { return true }
    return byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || closes(byte)
  }
}
