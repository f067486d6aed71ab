// SPDX-License-Identifier: Apache-2.0
//
// Owns: secrets that cannot be guessed, and what is kept of them. Must not know: what they open.

import Crypto

enum RandomToken {
  /// 160 random bits as 40 hexadecimal digits.
  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<20).map { _ in hex(UInt8.random(in: 0...255, using: &generator)) }.joined()
  }

  /// What is stored of a token: who reads the file cannot use it.
  static func digest(_ token: String) -> String {
    SHA256.hash(data: Array(token.utf8)).map(hex).joined()
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
