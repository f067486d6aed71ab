// SPDX-License-Identifier: Apache-2.0
//
// Owns: values into and out of sd-bus messages. Must not know: what they mean.
//
// Only calls with a fixed number of arguments: Swift does not import the others, and they would need a shim in C.

import CSystemd

/// A message of sd-bus, held by a reference of its own.
@safe final class BusHandle {
  let pointer: OpaquePointer

  /// Takes over a reference.
  init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

  // SAFETY: the reference that was taken over is given back once, here.
  deinit { _ = unsafe sd_bus_message_unref(pointer) }
}

// SAFETY: every call below is on the message of a live handle; texts and buffers are copied by sd-bus within the call, and
// what it hands out is copied before the next call.
extension BusHandle {
  // MARK: Writing

  func append(_ values: [BusValue]) throws(BusError) {
    for value in values { try append(value) }
  }

  private func append(_ value: BusValue) throws(BusError) {
    switch value {
    case .byte(let value): try basic("y", value)
    case .boolean(let flag): try basic("b", Int32(flag ? 1 : 0))
    case .int16(let value): try basic("n", value)
    case .uint16(let value): try basic("q", value)
    case .int32(let value): try basic("i", value)
    case .uint32(let value): try basic("u", value)
    case .int64(let value): try basic("x", value)
    case .uint64(let value): try basic("t", value)
    case .double(let value): try basic("d", value)
    case .string(let text): try basic("s", text)
    case .path(let text): try basic("o", text)
    case .signature(let text): try basic("g", text)
    case .bytes(let bytes): try append(bytes)
    case .array(let element, let values): try container("a", element, values)
    case .dictionary(let key, let value, let entries):
      try open("a", "{" + key + value + "}")
      for entry in entries { try container("e", key + value, [entry.key, entry.value]) }
      try close()
    case .variant(let inner): try container("v", inner.signature, [inner])
    case .structure(let parts): try container("r", parts.map(\.signature).joined(), parts)
    }
  }

  private func basic(_ type: Unicode.Scalar, _ value: some BitwiseCopyable) throws(BusError) {
    let code = unsafe withUnsafePointer(to: value) {
      unsafe sd_bus_message_append_basic(pointer, Self.code(type), $0)
    }
    try BusError.check(code, "append a value")
  }

  private func basic(_ type: Unicode.Scalar, _ text: String) throws(BusError) {
    let code = unsafe text.withCString { unsafe sd_bus_message_append_basic(pointer, Self.code(type), $0) }
    try BusError.check(code, "append a text")
  }

  private func append(_ bytes: [UInt8]) throws(BusError) {
    let code = unsafe bytes.withUnsafeBytes {
      unsafe sd_bus_message_append_array(pointer, Self.code("y"), $0.baseAddress, $0.count)
    }
    try BusError.check(code, "append bytes")
  }

  private func container(_ type: Unicode.Scalar, _ contents: String, _ values: [BusValue]) throws(BusError) {
    try open(type, contents)
    for value in values { try append(value) }
    try close()
  }

  private func open(_ type: Unicode.Scalar, _ contents: String) throws(BusError) {
    try BusError.check(
      unsafe sd_bus_message_open_container(pointer, Self.code(type), contents), "open a container")
  }

  private func close() throws(BusError) {
    try BusError.check(unsafe sd_bus_message_close_container(pointer), "close a container")
  }

  private static func code(_ type: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: type.value) }

  // MARK: Reading

  /// All values up to the end of the message, or of the container that was entered.
  func values() throws(BusError) -> [BusValue] {
    var values: [BusValue] = []
    while let (type, contents) = try peek() { values.append(try value(type, contents)) }
    return values
  }

  /// The next value's type, and what is in it; nil at the end.
  private func peek() throws(BusError) -> (type: Unicode.Scalar, contents: String)? {
    var type: CChar = 0
    var contents: UnsafePointer<CChar>?
    let code = unsafe sd_bus_message_peek_type(pointer, &type, &contents)
    try BusError.check(code, "read a type")
    guard code > 0 else { return nil }
    let text = unsafe contents.map { unsafe String(cString: $0) } ?? ""
    return (Unicode.Scalar(UInt8(bitPattern: type)), text)
  }

  private func value(_ type: Unicode.Scalar, _ contents: String) throws(BusError) -> BusValue {
    switch type {
    case "y": .byte(try read(type, UInt8(0)))
    case "b": .boolean(try read(type, Int32(0)) != 0)
    case "n": .int16(try read(type, Int16(0)))
    case "q": .uint16(try read(type, UInt16(0)))
    case "i", "h": .int32(try read(type, Int32(0)))
    case "u": .uint32(try read(type, UInt32(0)))
    case "x": .int64(try read(type, Int64(0)))
    case "t": .uint64(try read(type, UInt64(0)))
    case "d": .double(try read(type, 0.0))
    case "s": .string(try text(type))
    case "o": .path(try text(type))
    case "g": .signature(try text(type))
    default: try inner(type, contents)
    }
  }

  private func inner(_ type: Unicode.Scalar, _ contents: String) throws(BusError) -> BusValue {
    try BusError.check(
      unsafe sd_bus_message_enter_container(pointer, Self.code(type), contents), "enter a container")
    let parts = try values()
    try BusError.check(unsafe sd_bus_message_exit_container(pointer), "leave a container")
    switch type {
    case "v": return .variant(parts.first ?? .string(""))
    case "a" where contents == "y":
      return .bytes(
        parts.map { value -> UInt8 in
          if case .byte(let byte) = value { byte } else { 0 }
        })
    case "a" where contents.hasPrefix("{"):
      let entries = parts.compactMap { part -> BusEntry? in
        guard case .structure(let pair) = part, pair.count == 2 else { return nil }
        return BusEntry(key: pair[0], value: pair[1])
      }
      let types = contents.dropFirst().dropLast()
      return .dictionary(key: String(types.prefix(1)), value: String(types.dropFirst()), entries)
    case "a": return .array(of: contents, parts)
    default: return .structure(parts)
    }
  }

  private func read<Value: BitwiseCopyable>(_ type: Unicode.Scalar, _ initial: Value) throws(BusError)
    -> Value
  {
    var value = initial
    let code = unsafe withUnsafeMutablePointer(to: &value) {
      unsafe sd_bus_message_read_basic(pointer, Self.code(type), $0)
    }
    try BusError.check(code, "read a value")
    return value
  }

  private func text(_ type: Unicode.Scalar) throws(BusError) -> String {
    var text: UnsafePointer<CChar>?
    let code = unsafe withUnsafeMutablePointer(to: &text) {
      unsafe sd_bus_message_read_basic(pointer, Self.code(type), $0)
    }
    try BusError.check(code, "read a text")
    return unsafe text.map { unsafe String(cString: $0) } ?? ""
  }
}
