// SPDX-License-Identifier: Apache-2.0
//
// Owns: the signature of a message, as Standard Webhooks has it. Must not know: messages, connections.
//
// The signed text is `ID.TIMESTAMP.BODY`, the signature HMAC-SHA256 in base64 after `v1,`. A secret that begins with
// `whsec_` is the base64 text of its bytes; any other is used as it is written.

import Crypto
import Foundation

/// Signs messages.
struct WebhookSignature: Sendable {
  private static let fewestBytes = 16

  private let key: SymmetricKey

  /// nil for a secret that is too short, or is not what it begins as.
  init?(secret: String) {
    var bytes = Data(secret.utf8)
    if secret.hasPrefix("whsec_") {
      guard let decoded = Data(base64Encoded: String(secret.dropFirst(6))) else { return nil }
      bytes = decoded
    }
    guard bytes.count >= Self.fewestBytes else { return nil }
    key = SymmetricKey(data: bytes)
  }

  func headers(id: String, unixS: Int64, body: [UInt8]) -> [(name: String, value: String)] {
    let signed = Data("\(id).\(unixS).".utf8) + Data(body)
    let code = HMAC<SHA256>.authenticationCode(for: signed, using: key)
    return [
      ("webhook-id", id), ("webhook-timestamp", "\(unixS)"),
      ("webhook-signature", "v1," + Data(code).base64EncodedString()),
    ]
  }
}
