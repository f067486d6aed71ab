// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect check`: what each service needs, and whether it is there. Must not know: how to find out.

import ArgumentParser
import Bluetooth
import Foundation
import HomeAutomation
import Settings
import Uploads
import Web

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find out what a service lacks, and how to fix it.",
    subcommands: [CheckBluetoothCommand.self, CheckConfigCommand.self])
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

struct CheckConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check a service's configuration, with the line of each mistake.",
    discussion:
      "The file's name says which service it is for: mqtt.yaml. Exit status 2 if something is wrong.")

  @Argument(help: "The file.", completion: .file(extensions: ["yaml"]))
  var file: String

  func run() throws {
    do {
      try check()
    } catch let error as ConfigurationError {
      throw Failure("\(error)", status: 2)
    }
  }

  private func check() throws {
    switch (file as NSString).lastPathComponent {
    case "web.yaml": _ = try WebConfiguration(file: file)
    case "bluetooth.yaml": _ = try BluetoothConfiguration(file: file)
    case "mqtt.yaml": _ = try MQTTConfiguration(file: file)
    case "files.yaml": _ = try FilesConfiguration(file: file)
    case "webhook.yaml": _ = try WebhookConfiguration(file: file)
    case "intervals.yaml": _ = try IntervalsConfiguration(file: file)
    default:
      throw Failure(
        "\(file): no service has such a file; expected web.yaml, bluetooth.yaml, mqtt.yaml, files.yaml, webhook.yaml or "
          + "intervals.yaml", status: 2)
    }
  }
}
