// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a gym signs of a request, and how that stands in its header. Must not know: keys' places, databases.
//
//     Deadmill-Signature: device=UUID, ts=SECONDS, nonce=HEX, instance=HEX, sig=BASE64
//
// The signature is over the lines METHOD, PATH, ts, nonce, instance and the body's SHA-256 in hexadecimal digits. It is in a
// header of its own and not in TLS, so that any balancer may end TLS.

import Crypto
import Foundation

/// The signature of one request.
package struct RequestSignature: Sendable, Equatable {
  /// The header's name.
  package static let header = "Deadmill-Signature"
  /// A gym's clock may be so far off, seconds.
  package static let clockToleranceS: Int64 = 600

  /// The device's identifier, as the hub gave it.
  package var device: String
  /// When it was signed, seconds since 1970.
  package var timeS: Int64
  /// Used once.
  package var nonce: String
  /// Chosen at each start of the sender: two that alternate are two computers with one key.
  package var instance: String
  package var signature: Data

  private static func text(
    _ method: String, _ path: String, _ timeS: Int64, _ nonce: String, _ instance: String, _ body: Data
  ) -> Data {
    Data(
      [method, path, "\(timeS)", nonce, instance, hex(SHA256.hash(data: body))].joined(separator: "\n").utf8)
  }

  /// Signs a request.
  package init(
    _ method: String, _ path: String, body: Data, device: String, instance: String,
    key: Curve25519.Signing.PrivateKey, timeS: Int64
  ) throws {
    self.device = device
    self.timeS = timeS
    self.instance = instance
    nonce = Self.random()
    signature = try key.signature(for: Self.text(method, path, timeS, nonce, instance, body))
  }

  /// Reads a header; nil if it is not one.
  package init?(header: String) {
    var values: [String: String] = [:]
    for part in header.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { return nil }
      values[pair[0].trimmingCharacters(in: .whitespaces)] = pair[1].trimmingCharacters(in: .whitespaces)
    }
    guard let device = values["device"], UUID(uuidString: device) != nil,
      let time = values["ts"].flatMap({ Int64($0) }),
      let nonce = values["nonce"], Self.isToken(nonce), let instance = values["instance"],
      Self.isToken(instance),
      let signature = values["sig"].flatMap({ Data(base64Encoded: $0) }), signature.count == 64
    else { return nil }
    self.device = device.lowercased()
    timeS = time
    self.nonce = nonce
    self.instance = instance
    self.signature = signature
  }

  package var header: String {
    "device=\(device), ts=\(timeS), nonce=\(nonce), instance=\(instance), sig=\(signature.base64EncodedString())"
  }

  /// Whether the holder of the private key signed this request.
  /// - Parameter key: the device's public key, 32 bytes.
  package func isValid(_ method: String, _ path: String, body: Data, key: Data) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
    return key.isValidSignature(signature, for: Self.text(method, path, timeS, nonce, instance, body))
  }

  /// 128 random bits as hexadecimal digits.
  package static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return hex((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  private static func isToken(_ text: String) -> Bool {
    text.utf8.count == 32 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  /// Two hexadecimal digits a byte.
  package static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
