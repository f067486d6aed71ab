// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of a webhook's signature, body and secret. Tests/Peers has a receiver.

import Foundation
import SetLog
import TestSupport
import Testing

@testable import Uploads

@Test("the signature is that of the example of Standard Webhooks")
func signatureOfTheStandard() throws {
  let signature = try #require(WebhookSignature(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
  let headers = signature.headers(
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek", unixS: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
  #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
  #expect(headers.map(\.value).last == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
}

@Test("a secret that is short or is not what it begins as is refused")
func badSecrets() {
  #expect(WebhookSignature(secret: "short") == nil)
  #expect(WebhookSignature(secret: "whsec_!!!!") == nil)
  #expect(WebhookSignature(secret: "sixteen-letters!") != nil)
}

@Test("a body has no exertion, pain or remark, and a name only if that is allowed")
func bodyIsImpersonal() throws {
  let site = try UploadedLog()
  var set = try site.enter(0)
  (set.rpe, set.pain, set.note, set.walkerMassKg) = (7, 4, "my knee", 62)
  let body = WebhookPayload.body(.finished, 12, set, showsWalker: false)
  for word in ["Ada", "my knee"] { #expect(!body.contains(word), "\(body)") }
  #expect(body.hasPrefix("{\"type\":\"set.finished\",\"number\":12,\"set\":{\"id\":\"\(set.id)\""))
  let object = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
  let inner = try #require(object["set"] as? [String: Any])
  #expect(
    inner["walker"] is NSNull && inner["walkerMassKg"] is NSNull && inner["rpe"] is NSNull
      && inner["pain"] is NSNull && inner["note"] is NSNull)
  let named = WebhookPayload.body(.changed, 13, set, showsWalker: true)
  #expect(named.contains("\"walker\":\"Ada\"") && !named.contains("my knee"))
}

@Test("a secret is read from the service manager's copy first, and never shown")
func secretFile() throws {
  let folder = try Folder()
  let file = try folder.write("from-the-file\n", "webhook.secret")
  #expect(try SecretFile.read(file, credentials: nil) == "from-the-file")
  try FileManager.default.createDirectory(
    atPath: folder.path + "/copies", withIntermediateDirectories: false)
  _ = try folder.write("\n", "copies/webhook.secret")
  #expect(try SecretFile.read(file, credentials: folder.path + "/copies") == "from-the-file")
  _ = try folder.write("from-the-copy\n", "copies/webhook.secret")
  #expect(try SecretFile.read(file, credentials: folder.path + "/copies") == "from-the-copy")
  _ = try folder.write("two words", "spaced")
  let fault = #expect(throws: UploadFault.self) {
    try SecretFile.read(folder.path + "/spaced", credentials: nil)
  }
  #expect(fault?.description.contains("two words") == false)
  #expect(throws: UploadFault.self) { try SecretFile.read(folder.path + "/none", credentials: nil) }
}

@Test("the status says what went where, how far, and what is wrong")
func statusText() {
  var status = ServiceStatus(
    progress: ServiceProgress(
      cursor: 12, latest: 20, waiting: 1,
      destinations: [.init(walker: "Ada", to: "/srv/fit/ada", count: 3, last: "ada/x.fit")]),
    writtenAt: "2026-03-01T18:00:00Z")
  (status.fault, status.faultSince) = ("/srv/fit: no such folder; create it", "2026-03-01T17:00:00Z")
  let services = [
    ReportedService(name: "files", isOn: true, status: status), ReportedService(name: "webhook", isOn: false),
  ]
  #expect(
    StatusReport.text(services) == """
      files: waiting, change 12 of 20, 2026-03-01T18:00:00.000Z
        Ada -> /srv/fit/ada: 3, newest ada/x.fit
        waiting for their end or for the site: 1 session
        since 2026-03-01T17:00:00.000Z: /srv/fit: no such folder; create it

      webhook: off

      """)
  let json =
    try? JSONSerialization.jsonObject(with: Data(StatusReport.json(services).utf8)) as? [[String: Any]]
  #expect(json?.count == 2 && json?[0]["cursor"] as? Int == 12 && json?[1]["on"] as? Bool == false)
}
