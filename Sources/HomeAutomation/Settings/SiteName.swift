// SPDX-License-Identifier: Apache-2.0
//
// Owns: the part of topics that tells this computer from others, if the owner gives none. Must not know: topics.

import Foundation

enum SiteName {
  /// Eight digits made of the computer's identifier, which itself is not to be published (machine-id(5)).
  static func made(of identifier: String) -> String {
    // FNV-1a, 64 bits, of which half say nothing about the rest.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "deadmill-mqtt:\(identifier)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let hex = String(UInt32(truncatingIfNeeded: hash ^ (hash >> 32)), radix: 16)
    return String(repeating: "0", count: 8 - hex.count) + hex
  }

  static var ofThisComputer: String {
    let data = FileManager.default.contents(atPath: "/etc/machine-id") ?? Data()
    return made(of: String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
