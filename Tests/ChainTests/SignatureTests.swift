// SPDX-License-Identifier: Apache-2.0
//
// Owns: which requests a signature covers. Must not know: databases.

import Crypto
import Foundation
import Testing

@testable import Chain

private let device = "0197a4e2-0000-7000-8000-000000000001"
private let key = Curve25519.Signing.PrivateKey()
private let body = Data("[{\"kind\":\"set\"}]".utf8)

private func signed() throws -> RequestSignature {
  try RequestSignature(
    "POST", "/v1/changes", body: body, device: device, instance: RequestSignature.random(), key: key,
    timeS: 1_790_000_000)
}

@Test("a header is read as it was written")
func headerRoundTrip() throws {
  let signature = try signed()
  let read = try #require(RequestSignature(header: signature.header))
  #expect(read == signature)
  #expect(read.isValid("POST", "/v1/changes", body: body, key: key.publicKey.rawRepresentation))
}

@Test("nothing of a request can be another", arguments: 0..<8)
func everyPartIsSigned(part: Int) throws {
  var signature = try signed()
  var (method, path, content, publicKey) = ("POST", "/v1/changes", body, key.publicKey.rawRepresentation)
  switch part {
  case 0: method = "PUT"
  case 1: path = "/v1/enrol"
  case 2: content.append(32)
  case 3: publicKey = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
  case 4: signature.timeS += 1
  case 5: signature.nonce = RequestSignature.random()
  case 6: signature.instance = RequestSignature.random()
  default: signature.signature[0] ^= 1
  }
  #expect(!signature.isValid(method, path, body: content, key: publicKey))
}

@Test("two requests never have the same nonce")
func noncesDiffer() {
  #expect(Set((0..<1000).map { _ in RequestSignature.random() }).count == 1000)
}

@Test(
  "what is no header is none",
  arguments: [
    "", "sig", "device=1, ts=2", "device=\(device), ts=x, nonce=\(String(repeating: "a", count: 32))",
    "device=\(device), ts=1, nonce=ABCDEF, instance=\(String(repeating: "a", count: 32)), sig=AAAA",
    String(repeating: "=,", count: 10_000),
  ])
func brokenHeaders(header: String) {
  #expect(RequestSignature(header: header) == nil)
}
