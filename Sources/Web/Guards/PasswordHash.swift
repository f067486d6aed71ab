// SPDX-License-Identifier: Apache-2.0
//
// Owns: passwords and PINs as crypt(3) keeps them. Must not know: whose they are.
//
// yescrypt, a function that needs memory as well as time, as Debian uses it for its own passwords since release 11.

import CCrypt
import Glibc

package enum PasswordHash {
  /// Shorter ones are refused, characters.
  package static let shortestPassword = 8
  /// A PIN has so many digits.
  package static let pinLength = 4...12
  /// crypt(3) takes no longer text, bytes.
  private static let longest = 500

  /// A new hash; nil if the system has no randomness or no yescrypt.
  package static func make(_ secret: String) -> String? {
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    // SAFETY: the buffer is as long as the header says it must be; the system provides the random bytes.
    let isMade = unsafe setting.withUnsafeMutableBufferPointer { buffer in
      unsafe crypt_gensalt_rn("$y$", 0, nil, 0, buffer.baseAddress, Int32(buffer.count)) != nil
    }
    guard isMade else { return nil }
    return hash(secret, like: text(setting))
  }

  /// Whether a secret is the one that a hash was made of. Takes as long for a wrong one.
  package static func matches(_ secret: String, _ stored: String) -> Bool {
    guard let found = hash(secret, like: stored) else { return false }
    return isEqual(found, stored)
  }

  /// Whether a text is a hash that `matches` can compare with.
  package static func isUsable(_ stored: String) -> Bool {
    stored.hasPrefix("$") && stored.utf8.count <= 384 && hash("", like: stored) != nil
  }

  private static func hash(_ secret: String, like setting: String) -> String? {
    guard secret.utf8.count <= longest, !secret.utf8.contains(0) else { return nil }
    let size = MemoryLayout<crypt_data>.size
    // SAFETY: a zeroed block of the size of crypt(3)'s working space, which is freed here; the result lies within it.
    let data = UnsafeMutableRawPointer.allocate(
      byteCount: size, alignment: MemoryLayout<crypt_data>.alignment)
    defer { unsafe data.deallocate() }
    unsafe data.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    guard let result = unsafe crypt_rn(secret, setting, data, Int32(size)) else { return nil }
    return unsafe String(cString: result)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Compares without saying by its duration where two texts differ.
  static func isEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
