// SPDX-License-Identifier: Apache-2.0
//
// Owns: a line for every packet that was sent or written, for comparing with what an app shows. Must not know: when.

import Foundation

/// The conformance log: `TIME ADAPTER CHARACTERISTIC sent|written HEX`, one line each, appended to a file.
final class PacketLog {
  private let file: FileHandle
  private let times: Date.ISO8601FormatStyle

  /// - Throws: if the file cannot be written.
  init(path: String) throws {
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(fileURLWithPath: path))
    }
    file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seekToEnd()
    times = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
  }

  func sent(_ packet: Packet, _ adapter: String) { write(adapter, packet.number, "sent", packet.bytes) }

  func written(_ bytes: [UInt8], _ number: AssignedNumber, _ adapter: String) {
    write(adapter, number, "written", bytes)
  }

  private func write(_ adapter: String, _ number: AssignedNumber, _ what: String, _ bytes: [UInt8]) {
    let time = Date.now.formatted(times)
    let line = "\(time) \(adapter) \(number.short) \(what) \(Self.hex(bytes))\n"
    // A full disk must not stop what is measured.
    try? file.write(contentsOf: Data(line.utf8))
  }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }
}
