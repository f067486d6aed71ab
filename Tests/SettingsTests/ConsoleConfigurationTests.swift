// SPDX-License-Identifier: Apache-2.0
//
// What the configuration says of the console.

import Foundation
import Testing
import Words

@testable import Settings

/// What is read from a file with this text.
private func read(
  _ text: String?, environment: [String: String] = [:], isRequired: Bool = false
) throws(ConfigurationError) -> ConsoleConfiguration {
  let path = NSTemporaryDirectory() + "deadmill-\(UUID().uuidString).yaml"
  defer { try? FileManager.default.removeItem(atPath: path) }
  if let text { _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) }
  return try ConsoleConfiguration(file: path, environment: environment, isRequired: isRequired)
}

@Test("the console's section is read from the daemon's file, and the environment wins")
func consoleSection() throws {
  let text =
    "gpio: { line: GPIO17 }\nsocket: /run/x.sock\nconsole: { view: coach, units: mph, language: de, sound: off, machine: B }\n"
  var expected = ConsoleConfiguration()
  (expected.view, expected.units, expected.language) = (.coach, .milesPerHour, .german)
  (expected.sound, expected.machine, expected.socketPath) = (.off, "B", "/run/x.sock")
  #expect(try read(text) == expected)
  expected.view = .gym
  #expect(try read(text, environment: ["DEADMILL_CONSOLE_VIEW": "gym"]) == expected)
}

@Test("no file is no mistake unless it was asked for; what is wrong elsewhere is the daemon's matter")
func consoleFileMissing() throws {
  #expect(try read(nil) == ConsoleConfiguration())
  #expect(throws: ConfigurationError.self) { try read(nil, isRequired: true) }
  #expect(try read("machine: { magnets: 99 }\nconsole: { view: big }\n").view == .big)
  let wrong = #expect(throws: ConfigurationError.self) { try read("console:\n  view: huge\n") }
  let mistake = try #require(wrong?.mistakes.first)
  #expect(mistake.line == 2 && mistake.key == "console.view" && mistake.text.contains("big"))
}
