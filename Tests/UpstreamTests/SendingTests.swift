// SPDX-License-Identifier: Apache-2.0
//
// Owns: when a gym sends, and what its file may say. Must not know: hubs.

import Foundation
import Settings
import TestSupport
import Testing

@testable import Upstream

@Test(
  "hours hold from the first minute to before the last, over midnight too",
  arguments: [
    ("08:00-10:00", 479, false), ("08:00-10:00", 480, true), ("08:00-10:00", 599, true),
    ("08:00-10:00", 600, false),
    ("22:00-06:00", 1319, false), ("22:00-06:00", 1320, true), ("22:00-06:00", 0, true),
    ("22:00-06:00", 359, true),
    ("22:00-06:00", 360, false), ("00:00-24:00", 700, true), ("7:30-7:30", 3, true),
  ])
func sendingHours(text: String, minute: Int, sends: Bool) throws {
  #expect(try #require(SendingHours(text)).contains(minute: minute) == sends)
}

@Test(
  "what is no span of hours is none",
  arguments: ["", "8-10", "25:00-01:00", "08:60-09:00", "08:00", "24:01-05:00"])
func noHours(text: String) { #expect(SendingHours(text) == nil) }

@Test("pauses double from one second to ten minutes, half shorter or longer, and begin again")
func pauses() {
  var pause = RetryPause()
  for expected in [1.0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600] {
    var (least, most) = (pause, pause)
    #expect(
      least.next(share: 0) == .seconds(expected * 0.5) && most.next(share: 1) == .seconds(expected * 1.5))
    #expect(pause.next(leastS: 2000) >= .seconds(600))
  }
  pause.reset()
  #expect(pause.next(share: 0.5) == .seconds(1))
}

@Test(
  "each mistake in the file is reported with the remedy",
  arguments: [
    ("walkers: none\n", "expected the hub's address"), ("hub: http://hub.example\n", "use https://"),
    ("hub: https://hub.example/v1\n", "expected the hub's address"),
    ("hub: https://user:word@hub.example\n", "expected the hub's address"),
    ("hub: https://hub.example\nhours: night\n", "such as 22:00-06:00"),
    ("hub: https://hub.example\nwalkers: names\n", "none of: none, pseudonym"),
  ])
func mistakes(yaml: String, said: String) throws {
  let folder = try Folder()
  let file = try folder.write(yaml, "upstream.yaml")
  let error = #expect(throws: ConfigurationError.self) { try UpstreamConfiguration(file: file) }
  #expect("\(try #require(error))".contains(said))
}

@Test("a file is read")
func readsFile() throws {
  let folder = try Folder()
  let file = try folder.write(
    "hub: https://hub.example:8443/\nwalkers: pseudonym\nhours: 22:00-06:00\nkilobytesPerSecond: 20\n",
    "upstream.yaml")
  let settings = try UpstreamConfiguration(file: file)
  #expect(settings.hub == "https://hub.example:8443" && settings.walkers == .pseudonym)
  #expect(settings.hours == SendingHours("22:00-06:00") && settings.mostKilobytesPerS == 20)
}

@Test("a pseudonym is the same for ever at one gym, another at each gym, and says nothing")
func pseudonyms() throws {
  let (kiel, mainz) = (UpstreamFolder(try Folder().path), UpstreamFolder(try Folder().path))
  for folder in [kiel, mainz] {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
  }
  let walker = "0197a4e2-0000-7000-8000-00000000000a"
  let name = try kiel.pseudonym(walker)
  #expect(try name == UpstreamFolder(kiel.path).pseudonym(walker) && name != mainz.pseudonym(walker))
  #expect(try name != kiel.pseudonym(walker + "b") && !name.contains(walker.prefix(8)) && name.count > 15)
  for folder in [kiel, mainz] { try FileManager.default.removeItem(atPath: folder.path) }
}
