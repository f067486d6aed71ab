// SPDX-License-Identifier: Apache-2.0
//
// Owns: running the built program as a user does.

import Foundation
import TestSupport

/// What a run of the program said.
struct Said: Sendable {
  var status: Int32
  var output: String
  var error: String
}

enum Program {
  /// The program beside the tests that were built with it.
  static let path: String = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return folder.appendingPathComponent("deadmill").path
  }()

  static func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Said {
    try run(arguments, environment: environment)
  }

  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Said {
    let process = process(arguments, environment: environment)
    // Files and not pipes: what is said may be more than a pipe holds.
    let folder = try Folder()
    let files = ["out", "err"].map { folder.path + "/" + $0 }
    for file in files { try Data().write(to: URL(fileURLWithPath: file)) }
    process.standardOutput = FileHandle(forWritingAtPath: files[0])
    process.standardError = FileHandle(forWritingAtPath: files[1])
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { try String(contentsOf: URL(fileURLWithPath: $0), encoding: .utf8) }
    return Said(status: process.terminationStatus, output: texts[0], error: texts[1])
  }
}
