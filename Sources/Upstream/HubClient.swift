// SPDX-License-Identifier: Apache-2.0
//
// Owns: asking the hub over HTTPS, signed. Must not know: the log, when.

import Chain
import Crypto
import Foundation
import NIOHTTP1
import WebClient

/// What became of a request.
enum HubOutcome: Sendable, Equatable {
  case taken(ChangesAnswer)
  /// Later, and why.
  case later(String, afterS: Double?)
  /// Smaller: the hub or something before it does not take so much.
  case tooLarge
}

/// Asks one hub.
struct HubClient: Sendable {
  private let client: WebClient
  private let hub: String
  private let software: String

  init(hub: String, authorities: String?, software: String) throws {
    self.hub = hub
    self.software = software
    client = try WebClient(authorities: authorities)
  }

  func enrol(_ enrolment: EnrolmentRequest) async throws -> EnrolmentAnswer {
    let (status, _, body) = try await post(ChainPath.enrol, try JSONEncoder().encode(enrolment), [:])
    if status == 200, let answer = try? JSONDecoder().decode(EnrolmentAnswer.self, from: body) {
      return answer
    }
    throw UpstreamFault("\(hub): \(Self.reason(status, body))")
  }

  func send(
    _ body: String, as identity: DeviceIdentity, instance: String, key: Curve25519.Signing.PrivateKey,
    erasedUpTo: Int64
  ) async throws -> HubOutcome {
    let data = Data(body.utf8)
    let signature = try RequestSignature(
      "POST", ChainPath.changes, body: data, device: identity.device, instance: instance, key: key,
      timeS: Int64(Date.now.timeIntervalSince1970))
    let headers = [RequestSignature.header: signature.header, "Deadmill-Erased": "\(erasedUpTo)"]
    let (status, retryAfterS, answer) = try await post(ChainPath.changes, data, headers)
    switch status {
    case 200:
      guard let changes = try? JSONDecoder().decode(ChangesAnswer.self, from: answer) else {
        return .later(
          "\(hub): answers, but not as a hub does; is another program at this address?", afterS: nil)
      }
      return .taken(changes)
    case 413: return .tooLarge
    case 409:
      let hubS = (try? JSONDecoder().decode(ChainRefusal.self, from: answer))?.nowS
      let offS = hubS.map { Int64(Date.now.timeIntervalSince1970) - $0 }
      return .later(
        "this computer's clock is off by \(offS.map { "\($0) s" } ?? "too much"); set it", afterS: 60)
    case 426:
      return .later(
        "the hub is older than this program; it keeps the sets until the hub is upgraded", afterS: 600)
    default: return .later(Self.reason(status, answer), afterS: retryAfterS)
    }
  }

  private func post(
    _ path: String, _ body: Data, _ headers: [String: String]
  ) async throws -> (status: Int, retryAfterS: Double?, body: Data) {
    guard let address = WebAddress(hub + path) else { throw UpstreamFault("\(hub): is no address of a hub") }
    var request = WebRequest(method: .POST, address: address, body: Array(body))
    request.headers = [("Content-Type", "application/json"), ("User-Agent", software)]
    request.headers += headers.map { (name: $0.key, value: $0.value) }
    let answer = try await client.send(request)
    return (answer.status, answer.retryAfterS, Data(answer.body))
  }

  private static func reason(_ status: Int, _ body: Data) -> String {
    (try? JSONDecoder().decode(ChainRefusal.self, from: body))?.error
      ?? "the hub answers with HTTP status \(status)"
  }
}
