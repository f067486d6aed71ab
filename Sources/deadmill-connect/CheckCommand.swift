// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect check`: what each service needs, and whether it is there. Must not know: how to find out.

import ArgumentParser
import Bluetooth
import Foundation

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find out what a service lacks, and how to fix it.",
    subcommands: [CheckBluetoothCommand.self])
}

struct CheckBluetoothCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bluetooth", abstract: "Check adapter, bluetoothd, permissions, and who is connected.",
    discussion: "Changes nothing. Exit status 1 if there is a fault.")

  @OptionGroup var options: BluetoothOptions

  func run() throws {
    let findings = BluetoothCheck.findings(try options.settings())
    let lines = findings.map { finding in
      let verdict = finding.verdict.rawValue
      return verdict + String(repeating: " ", count: max(1, 7 - verdict.count)) + finding.text + "\n"
    }
    try? FileHandle.standardOutput.write(contentsOf: Data(lines.joined().utf8))
    if findings.contains(where: { $0.verdict == .fault }) { throw ExitCode(1) }
  }
}
