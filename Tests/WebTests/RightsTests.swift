// SPDX-License-Identifier: Apache-2.0
//
// Owns: who may see and change what: every visitor, every kind of set, every setting. docs/web.md has the same as a table.

import Foundation
import SetLog
import TestSupport
import Testing

@testable import Web

/// A set of a walker, or of none.
private func record(of walker: String?) -> SetRecord {
  let start = Instant(unixMs: 1_772_388_245_250)
  var record = SetRecord(
    id: "s", sessionId: "t", indexInSession: 1, startedAt: start, endedAt: start,
    clock: RecordClock(quality: .synchronised, bootId: "b", monotonicNs: 0, monotonicEndNs: 1), durationS: 60,
    movingTimeS: 60, distanceM: 47, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1, machine: "m",
    quality: RecordQuality(pulses: 1, edges: 1), calibrationId: "c", softwareVersion: "0")
  record.walker = walker
  record.pain = 3
  return record
}

private let stranger = Visitor.stranger
private let ada = Visitor(role: .walker("Ada"))
private let staff = Visitor(role: .staff)

@Test("who sees which set, in every setting")
func seeing() {
  for audience in WebAudience.allCases {
    for owner in [nil, "Ada", "Ben"] as [String?] {
      let set = record(of: owner)
      #expect(stranger.sees(set, audience) == (audience == .sets && owner == nil))
      #expect(ada.sees(set, audience) == (owner == "Ada"))
      #expect(staff.sees(set, audience))
      for staffSeesNotes in [false, true] {
        #expect(!stranger.seesNotes(set, staffSeesNotes: staffSeesNotes))
        #expect(ada.seesNotes(set, staffSeesNotes: staffSeesNotes) == (owner == "Ada"))
        #expect(staff.seesNotes(set, staffSeesNotes: staffSeesNotes) == staffSeesNotes)
      }
    }
    #expect(stranger.seesLive(audience) == (audience != .off))
    #expect(ada.seesLive(audience) && staff.seesLive(audience))
    #expect((stranger.visible(audience) != nil) == (audience == .sets))
    #expect(stranger.visible(audience)?.isAnonymous ?? true)
    #expect(ada.visible(audience)?.walker == "Ada" && staff.visible(audience) == SetFilter())
  }
}

@Test("who changes what")
func changing() {
  for owner in [nil, "Ada", "Ben"] as [String?] {
    let set = record(of: owner)
    #expect(!stranger.mayNote(set) && !staff.mayNote(set) && ada.mayNote(set) == (owner == "Ada"))
    #expect(!stranger.mayDecide(set) && staff.mayDecide(set) && ada.mayDecide(set) == (owner == "Ada"))
  }
  for name in [nil, "Ada", "Ben"] as [String?] {
    for present in [nil, "Ada", "Ben"] as [String?] {
      #expect(
        !stranger.mayUse(walker: name, insteadOf: present) && staff.mayUse(walker: name, insteadOf: present))
      #expect(
        ada.mayUse(walker: name, insteadOf: present) == (name == "Ada" || (name == nil && present == "Ada")))
    }
  }
}

@Test("what a program reads of a set has no name and no notes of others")
func setsForPrograms() throws {
  let json = try JSONSerialization.jsonObject(
    with: JSONEncoder().encode(SetJSON(record(of: "Ada"), showsWalker: false, showsNotes: false)))
  let keys = try #require(json as? [String: Any])
  #expect(keys["walker"] == nil && keys["pain"] == nil && keys["distanceM"] as? Double == 47)
}

@Test("accounts: cookies, PINs, links and tokens are known by their digests only, and are kept")
func accounts() throws {
  let folder = try Folder()
  let accounts = try Accounts(directory: folder.path)
  let cookie = try accounts.signIn(walkerId: "w1")
  let link = try accounts.makeLink("w2")
  let token = try accounts.makeToken("scoreboard")
  try accounts.setPIN(try #require(PasswordHash.make("1357")), of: "w1")
  let file = try String(contentsOfFile: folder.path + "/" + Accounts.fileName, encoding: .utf8)
  for secret in [cookie, link, token, "1357"] { #expect(!file.contains(secret)) }
  // Another start of the program knows them all.
  let again = try Accounts(directory: folder.path)
  #expect(again.session(cookie)?.session.walkerId == "w1" && again.session("x") == nil)
  #expect(again.walker(ofLink: link) == "w2" && again.isGood(token: token) && !again.isGood(token: cookie))
  #expect(again.hasPIN("w1") && PasswordHash.matches("1357", again.pinHash("w1")))
  #expect(!PasswordHash.matches("1357", again.pinHash("w2")) && !PasswordHash.matches("", again.pinHash(nil)))
  try again.spendLink(link)
  #expect(again.walker(ofLink: link) == nil)
  try again.forget("w1")
  #expect(again.session(cookie) == nil && !again.hasPIN("w1"))
  let staff = try again.signIn(walkerId: nil)
  try again.signOutEverywhere(walkerId: nil)
  #expect(again.session(staff) == nil)
}

@Test("a file of accounts that cannot be read is left as it is")
func brokenAccounts() throws {
  let folder = try Folder()
  let path = folder.path + "/" + Accounts.fileName
  try Data("{".utf8).write(to: URL(fileURLWithPath: path))
  #expect(throws: (any Error).self) { try Accounts(directory: folder.path) }
  #expect(FileManager.default.contents(atPath: path) == Data("{".utf8))
}
