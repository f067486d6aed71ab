// SPDX-License-Identifier: Apache-2.0
//
// Owns: that the manual page and the schema say what the program does: their examples are read as they stand.

import Foundation
import Testing

@testable import LiveFeed

private func file(_ path: String) throws -> String {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
}

/// Every example of the page, as it is shown.
private func examples() throws -> [String] {
  try file("docs/man/deadmill-protocol.5").split(separator: "\n").filter { $0.hasPrefix("{") }
    .map { $0.replacingOccurrences(of: "\\e", with: "\\") }
}

@Test("every example of the page is a message that is understood, and every type has one")
func pageIsRight() throws {
  let examples = try examples()
  var types: Set<String> = []
  for example in examples {
    let object = try JSONSerialization.jsonObject(with: Data(example.utf8)) as? [String: Any]
    let type = try #require(object?["type"] as? String)
    types.insert(type)
    if type == "watch" || type == "request" {
      #expect(throws: Never.self) { try FeedRequest.read(Data(example.utf8)) }
    } else {
      let message = try #require(FeedMessage(line: Data(example.utf8)), "\(example)")
      // Nothing of the example is passed over.
      let again = try JSONSerialization.jsonObject(with: message.line) as? NSDictionary
      let first = NSMutableDictionary(dictionary: object ?? [:])
      if type == "live" || type == "edges" || type == "pulse" { continue }
      #expect(again == first, "\(example)")
    }
  }
  let all = [
    "hello", "machines", "live", "trace", "pulse", "line", "edges", "change", "ok", "error", "bye", "watch",
    "request",
  ]
  #expect(types == Set(all))
}

@Test("the page names every request, kind and code, and the schema every message and request")
func pageIsComplete() throws {
  let page = try file("docs/man/deadmill-protocol.5")
  for action in ControlAction.allCases { #expect(page.contains(action.rawValue), "\(action.rawValue)") }
  for kind in FeedKind.allCases { #expect(page.contains(".Ql \(kind.rawValue)"), "\(kind.rawValue)") }
  for code in FeedFault.Code.allCases { #expect(page.contains(code.rawValue), "\(code.rawValue)") }
  let schema = try file("docs/protocol.schema.json")
  for action in ControlAction.allCases { #expect(schema.contains("\"\(action.rawValue)\"")) }
  let object = try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any]
  let defined = try #require((object?["$defs"] as? [String: Any])?.keys)
  for example in try examples() {
    let type =
      (try JSONSerialization.jsonObject(with: Data(example.utf8)) as? [String: Any])?["type"] as? String
    #expect(defined.contains(type ?? ""))
  }
}

@Test("the schema has every key that a message may have")
func schemaHasEveryKey() throws {
  let schema = try file("docs/protocol.schema.json")
  var full = frame("A", 1)
  full.training = LiveTraining()
  full.training?.name = "n"
  full.training?.isBeginner = true
  full.training?.lastSet = LiveVerdict(id: "s", set: 1, verdict: "short", targetS: 60)
  full.training?.week = LiveWeek()
  full.training?.week?.unit = "days"
  full.motion.heartRateBpm = 121
  full.walkerLeft = "rest"
  full.walkerSince = "2026-03-01T18:04:00.000Z"
  full.set.walker = "w"
  full.set.coastedM = 1
  full.set.aheadOfPreviousM = 1
  full.set.aheadOfBestM = -1
  full.set.last = SetSummary()
  full.set.claim = LiveClaim(set: "s", token: "7QK3M9XWT2PD", leftS: 1)
  full.health.sensor = .ok
  full.health.alerts = [LiveAlert(kind: "k", severity: "s", text: "t", remedy: "r", since: "s")]
  func keys(_ value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return object.reduce(into: Set(object.keys)) { $0.formUnion(keys($1.value)) }
    }
    if let array = value as? [Any] { return array.reduce(into: []) { $0.formUnion(keys($1)) } }
    return []
  }
  let written = keys(try JSONSerialization.jsonObject(with: FeedMessage.live(full).line))
  #expect(written.count > 30)
  for key in written { #expect(schema.contains("\"\(key)\""), "\(key)") }
}
