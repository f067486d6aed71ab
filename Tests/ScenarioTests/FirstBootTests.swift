// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of what is taken from a card's boot partition.

import Foundation
import TestSupport
import Testing

/// A card, and a computer's folder of configurations.
private final class Card {
  let folder: Folder
  let script: String

  init() throws {
    folder = try Folder()
    for name in ["boot/connect.d/intervals", "etc", "bin"] {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/" + name, withIntermediateDirectories: true)
    }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    script = root.path + "/systemd/deadmill-firstboot.sh"
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/bin/deadmill", withDestinationPath: Program.path)
  }

  /// Puts a program that checks the files of services in the way: it refuses those that have `wrong` in them.
  func addConnect() throws {
    let text =
      "#!/bin/sh\ngrep -q wrong \"$3\" || exit 0\necho \"deadmill-connect: $3:1: site: is wrong\" >&2\nexit 2\n"
    _ = try folder.write(text, "bin/deadmill-connect")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/bin/deadmill-connect")
  }

  /// Runs what a start runs.
  func start() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [script, folder.path + "/boot", folder.path + "/etc"]
    process.environment = ["PATH": folder.path + "/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: folder.path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
  }

  var says: String { text("boot/deadmill-says.txt") ?? "" }

  func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }
}

private let good = "gpio:\n  line: GPIO17\nmachine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"

@Test("a right configuration is moved from the card, whatever editor wrote it")
func firstBootTakes() throws {
  let card = try Card()
  _ = try card.folder.write("\u{FEFF}" + good.replacing("\n", with: "\r\n"), "boot/deadmill.yaml")
  try card.start()
  #expect(card.text("etc/deadmill.yaml") == good)
  #expect(card.text("boot/deadmill.yaml") == nil)
  #expect(card.says.contains("deadmill.yaml: taken.\nAll is in place."))
  // Nothing new: what was said stays, and so does the configuration.
  try card.start()
  #expect(card.says.contains("taken") && card.text("etc/deadmill.yaml") == good)
}

@Test("a wrong configuration stays on the card with its mistakes beside it, and changes nothing")
func firstBootRefuses() throws {
  let card = try Card()
  _ = try card.folder.write(good, "etc/deadmill.yaml")
  _ = try card.folder.write(good.replacing("magnets: 4", with: "magnets: many"), "boot/deadmill.yaml")
  try card.start()
  #expect(card.text("etc/deadmill.yaml") == good && card.text("boot/deadmill.yaml") != nil)
  #expect(
    card.says.contains("\n  deadmill.yaml:5: machine.magnets: \"many\" is not a whole number\n"),
    "\(card.says)")
  #expect(!card.says.contains(card.folder.path))
  // Corrected, it is taken, and the one before is kept.
  _ = try card.folder.write(good.replacing("magnets: 4", with: "magnets: 3"), "boot/deadmill.yaml")
  try card.start()
  #expect(card.text("etc/deadmill.yaml")?.contains("magnets: 3") == true)
  #expect(card.text("etc/deadmill.yaml.before") == good)
}

@Test("files of services and their secrets are taken, each for itself; no text has a secret")
func firstBootServices() throws {
  let card = try Card()
  _ = try card.folder.write("public: sets\n", "boot/connect.d/web.yaml")
  try card.start()
  #expect(
    card.says.contains("needs the package deadmill-connect") && card.text("etc/connect.d/web.yaml") == nil)
  try card.addConnect()
  _ = try card.folder.write("site: wrong\n", "boot/connect.d/mqtt.yaml")
  _ = try card.folder.write("geheim\r\n", "boot/connect.d/mqtt.password")
  _ = try card.folder.write("geheim\n", "boot/connect.d/intervals/i1.key")
  try card.start()
  #expect(card.text("etc/connect.d/web.yaml") == "public: sets\n")
  #expect(card.text("etc/connect.d/mqtt.yaml") == nil && card.text("boot/connect.d/mqtt.yaml") != nil)
  #expect(card.says.contains("mqtt.yaml: not taken, because of this:\n  mqtt.yaml:1: site: is wrong\n"))
  #expect(card.text("etc/mqtt.password") == "geheim\n" && card.text("boot/connect.d/mqtt.password") == nil)
  #expect(try card.mode("etc/mqtt.password") == 0o600 && card.mode("etc/intervals/i1.key") == 0o600)
  #expect(!card.says.contains("geheim"))
}
