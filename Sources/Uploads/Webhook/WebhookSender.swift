// SPDX-License-Identifier: Apache-2.0
//
// Owns: carrying sets from the log's changes to a receiver: each one, in the log's order. Must not know: payloads' keys.
//
// A change is done with once the receiver has answered that it has it, and only then the next one is looked at. So what was
// walked in days without a receiver waits in the log. A message may come twice, with the same identifier.

import Foundation
import NIOHTTP1
import SetLog
import WebClient

/// A set that was sent, or was in the log before.
package struct SentSet: Codable, Sendable, Equatable {
  /// Of the change that was sent last; nil for a set that was in the log before.
  package var number: Int64?
}

/// Sends sets.
package struct WebhookSender: UploadWorker {
  private let configuration: WebhookConfiguration
  private let address: WebAddress
  private let signature: WebhookSignature
  private let client: WebClient
  private var ledger: Ledger<SentSet>
  private var follower: LogFollower
  private var lastSent: String?
  private var sentCount = 0

  /// - Parameter credentials: the service manager's folder of secrets.
  package init(_ configuration: WebhookConfiguration, credentials: String?) throws(UploadFault) {
    guard let address = configuration.address else { throw UploadFault("url: is missing; give an address") }
    let secret = try SecretFile.read(configuration.secretFile, credentials: credentials)
    guard let signature = WebhookSignature(secret: secret) else {
      throw UploadFault(
        "\(configuration.secretFile): expected 16 characters or more, or whsec_ and base64; "
          + "`openssl rand -base64 32` makes one")
    }
    self.configuration = configuration
    self.address = address
    self.signature = signature
    ledger = try Ledger(configuration.dataDirectory + "/ledger.jsonl")
    follower = LogFollower(configuration.logDirectory)
    if ledger.notes["begun"] == nil { try Self.begin(&ledger, configuration.logDirectory) }
    sentCount = ledger.entries.values.count { $0.number != nil }
    lastSent = ledger.entries.max { ($0.value.number ?? 0) < ($1.value.number ?? 0) }?.key
    client = try .made(configuration.authorities)
  }

  /// What the log has at the first start is not news.
  private static func begin(_ ledger: inout Ledger<SentSet>, _ directory: String) throws(UploadFault) {
    var present: [String: SentSet] = [:]
    var latest: Int64 = 0
    do {
      try SetLog(readingFrom: directory).eachChange(after: 0) { change in
        latest = change.number
        if change.kind == .set { present[change.id] = SentSet() }
      }
    } catch let error as SetLogError where error.code == .noLog {
      // All that will be in it is new.
    } catch {
      throw UploadFault(error)
    }
    try ledger.put(present, cursor: latest)
    try ledger.note("begun", Instant.now.description)
  }

  package mutating func step() async throws {
    do {
      guard let log = try follower.open() else { return }
      if follower.latest < ledger.cursor { try ledger.advance(to: 0) }
      while true {
        let changes = try log.changes(after: ledger.cursor, limit: 100)
        guard let last = changes.last else { return }
        for change in changes { try await carry(change, log) }
        // Changes of walkers and machines are nothing to send.
        try ledger.advance(to: last.number)
      }
    } catch {
      follower.lookAgain()
      throw error
    }
  }

  private mutating func carry(_ change: LogChange, _ log: SetLog) async throws {
    let known = ledger.entries[change.id]
    if change.kind == .set, let set = try log.identifiedSet(change.id)?.record {
      let event: WebhookEvent = known == nil ? .finished : .changed
      let body = WebhookPayload.body(event, change.number, set, showsWalker: configuration.showsWalkers)
      try await post(body, id: "\(change.id).\(change.number)")
      if known?.number == nil { sentCount += 1 }
      lastSent = change.id
      try ledger.put(SentSet(number: change.number), change.id, cursor: change.number)
    } else if change.kind == .setGone, known != nil {
      if known?.number != nil {
        let body = WebhookPayload.deletion(change.id, change.number)
        try await post(body, id: "\(change.id).\(change.number)")
        sentCount -= 1
      }
      try ledger.put(nil, change.id, cursor: change.number)
    }
  }

  private func post(_ body: String, id: String) async throws {
    let bytes = Array(body.utf8)
    var request = WebRequest(method: .POST, address: address, body: bytes)
    request.headers = signature.headers(id: id, unixS: Instant.now.unixMs / 1000, body: bytes)
    request.headers += [("content-type", "application/json"), ("user-agent", "deadmill")]
    let answer = try await client.send(request)
    guard !answer.isSuccess || answer.isPage else { return }
    throw UploadFault("\(address.shown): \(Self.refusal(answer)); the sets wait, and are tried again")
  }

  private static func refusal(_ answer: WebAnswer) -> String {
    switch answer.status {
    case 200..<300: "answered with a web page instead of taking the set; is there a login page in the way?"
    case 300..<400:
      "sends elsewhere (HTTP \(answer.status)), which is not followed; write the final address as url:"
    case 401, 403: "refuses the set (HTTP \(answer.status)); do both sides have the same secret?"
    case 404, 410: "knows no such address (HTTP \(answer.status)); correct url:"
    default: "did not take the set (HTTP \(answer.status))"
    }
  }

  package var progress: ServiceProgress {
    ServiceProgress(
      cursor: ledger.cursor, latest: follower.latest,
      destinations: [
        ServiceProgress.Destination(walker: nil, to: address.shown, count: sentCount, last: lastSent)
      ])
  }
}
