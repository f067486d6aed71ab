// SPDX-License-Identifier: Apache-2.0
//
// What the configuration says of reports.

import Foundation
import TestSupport
import Testing

@testable import Settings

@Test("the clinic's name is read from the daemon's file, and the environment wins")
func clinicName() throws {
  let folder = try Folder()
  func clinic(_ text: String, _ environment: [String: String] = [:]) throws -> String? {
    let file = try folder.write(text, "a.yaml")
    return try ReportConfiguration(file: file, environment: environment, isRequired: true).clinic
  }
  #expect(try clinic("gpio: { line: GPIO17 }\nclinic: Praxis Süd\n") == "Praxis Süd")
  #expect(try clinic("clinic: Praxis Süd\n", ["DEADMILL_CLINIC": "Praxis Nord"]) == "Praxis Nord")
  #expect(try clinic("machine: { magnets: 99 }\n") == nil, "what is wrong elsewhere is the daemon's matter")
  let wrong = #expect(throws: ConfigurationError.self) { try clinic("state: /var/x\nclinic: \"a\\nb\"\n") }
  let mistake = try #require(wrong?.mistakes.first)
  #expect(mistake.line == 2 && mistake.key == "clinic" && mistake.text.contains("line break"))
}

@Test("no file is no mistake for a report unless it was asked for")
func reportFileMissing() throws {
  let file = try Folder().path + "/none.yaml"
  #expect(try ReportConfiguration(file: file, environment: [:], isRequired: false).clinic == nil)
  #expect(throws: ConfigurationError.self) {
    try ReportConfiguration(file: file, environment: [:], isRequired: true)
  }
}
