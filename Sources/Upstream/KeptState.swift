// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the sender keeps on disk: its key, who it is, how far it came, what was refused. Must not know: the hub.
//
//     device.key     the Ed25519 private key, base64, mode 0600; made here and never sent
//     device.json    what the hub calls this computer
//     walkers.key    what pseudonyms are made with; a walker has another one at each gym
//     cursor.json    the last change that the hub has committed; lost, everything is sent again and kept once
//     refused.json   the records that the hub did not take, the newest 1000

import Chain
import Crypto
import Files
import Foundation

/// Who this computer is for the chain.
package struct DeviceIdentity: Codable, Sendable, Equatable {
  package var device: String
  package var gym: String
  package var hub: String
}

/// How far the sender came.
package struct SentCursor: Codable, Sendable, Equatable {
  package var upTo: Int64 = 0
  /// The last erasure of the chain that was carried out here.
  package var erasedUpTo: Int64 = 0
  /// When the hub last answered, RFC 3339.
  package var answeredAt: String?
  /// Why it is not sending; nil if it is.
  package var fault: String?
}

/// A folder that only the sender reads.
package struct UpstreamFolder: Sendable {
  private static let mostRefused = 1000

  package let path: String

  package init(_ path: String) { self.path = path }

  package var identity: DeviceIdentity? { read("device.json") }

  package var cursor: SentCursor { read("cursor.json") ?? SentCursor() }

  package func keep(_ cursor: SentCursor) throws { try write(cursor, "cursor.json") }

  package var refused: [RefusedRecord] { read("refused.json") ?? [] }

  package func keep(refused: [RefusedRecord]) throws {
    guard !refused.isEmpty else { return }
    let known = self.refused.filter { old in !refused.contains { $0.revision == old.revision } }
    try write(Array((known + refused).suffix(Self.mostRefused)), "refused.json")
  }

  /// The private key; nil before enrolment.
  package var key: Curve25519.Signing.PrivateKey? {
    secret("device.key").flatMap { try? Curve25519.Signing.PrivateKey(rawRepresentation: $0) }
  }

  /// Keeps a new key, and what the hub calls its holder.
  package func keep(_ identity: DeviceIdentity, _ key: Curve25519.Signing.PrivateKey) throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try keepSecret(key.rawRepresentation, "device.key")
    try write(identity, "device.json")
    try write(SentCursor(), "cursor.json")
  }

  /// What a walker is called outside the gym: HMAC-SHA256 of their identifier with a key that stays here.
  package func pseudonym(_ walker: String) throws -> String {
    let key: Data
    if let known = secret("walkers.key") {
      key = known
    } else {
      var generator = SystemRandomNumberGenerator()
      key = Data((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
      try keepSecret(key, "walkers.key")
    }
    let code = HMAC<SHA256>.authenticationCode(for: Data(walker.utf8), using: SymmetricKey(data: key))
    return Data(code.prefix(16)).base64EncodedString().filter { $0.isLetter || $0.isNumber }
  }

  private func secret(_ name: String) -> Data? {
    FileManager.default.contents(atPath: path + "/" + name).flatMap {
      Data(base64Encoded: String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  private func keepSecret(_ data: Data, _ name: String) throws {
    let file = path + "/" + name
    guard
      FileManager.default.createFile(
        atPath: file, contents: Data((data.base64EncodedString() + "\n").utf8),
        attributes: [.posixPermissions: 0o600])
    else { throw UpstreamFault("\(file): cannot be written") }
  }

  private func read<Value: Decodable>(_ name: String) -> Value? {
    FileManager.default.contents(atPath: path + "/" + name).flatMap {
      try? JSONDecoder().decode(Value.self, from: $0)
    }
  }

  private func write(_ value: some Encodable, _ name: String) throws {
    let text = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    try OutputFile.write(text + "\n", to: path + "/" + name, .rewrite)
  }
}

/// Why nothing can be sent, with what to do.
package struct UpstreamFault: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
