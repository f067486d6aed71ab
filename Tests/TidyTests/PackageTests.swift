// SPDX-License-Identifier: Apache-2.0
//
// Owns: that package and program agree.

import Foundation
import Testing

@Test("the package's changelog has the program's version")
func packageVersion() throws {
  let source = try #require(Repository.text("Sources/Settings/SoftwareVersion.swift"))
  let version = try #require(source.split(separator: "\"").dropFirst().first)
  let changelog = try #require(Repository.text("debian/changelog"))
  #expect(changelog.hasPrefix("deadmill (\(version)) "))
}

@Test("the configuration's manual page names every key")
func manualNamesKeys() throws {
  let schema = try #require(Repository.text("Sources/Settings/ConfigurationSchema.swift"))
  let page = try #require(Repository.text("docs/man/deadmill.yaml.5"))
  let keys = schema.components(separatedBy: "ConfigurationKey(\"").dropFirst().compactMap {
    $0.split(separator: "\"").first.map(String.init)
  }
  #expect(keys.count > 20)
  for key in keys {
    let name = key.split(separator: ".").last.map(String.init) ?? key
    #expect(page.contains(name), "\(key)")
  }
}

@Test("the MQTT configuration's manual page names every key")
func mqttManualNamesKeys() throws {
  let schema = try #require(Repository.text("Sources/HomeAutomation/Settings/MQTTConfiguration.swift"))
  let page = try #require(Repository.text("docs/man/deadmill-mqtt.yaml.5"))
  let keys = schema.components(separatedBy: "ConfigurationKey(\"").dropFirst().compactMap {
    $0.split(separator: "\"").first
  }
  #expect(keys.count > 8)
  for key in keys { #expect(page.contains(key), "\(key)") }
}

@Test(
  "the manual pages of the uploads name every key",
  arguments: [
    ("Files/Files", "files"), ("Webhook/Webhook", "webhook"), ("Intervals/Intervals", "intervals"),
  ])
func uploadManualsNameKeys(_ source: String, _ name: String) throws {
  let schema = try #require(Repository.text("Sources/Uploads/\(source)Configuration.swift"))
  let page = try #require(Repository.text("docs/man/deadmill-\(name).yaml.5"))
  let keys = schema.components(separatedBy: "ConfigurationKey(\"").dropFirst().compactMap {
    $0.split(separator: "\"").first
  }
  #expect(keys.count >= 4)
  for key in keys { #expect(page.contains(key), "\(key)") }
}

@Test("the packaged configuration has no values that would pass for a real machine's")
func packagedConfigurationIsBare() throws {
  let text = try #require(Repository.text("debian/deadmill.yaml"))
  #expect(text.contains("#gpio:") && text.contains("rollerCircumferenceM"))
  #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") })
}

@Test("the package brings what its messages and pages name")
func packageHasWhatIsNamed() throws {
  let makefile = try #require(Repository.text("Makefile"))
  for part in [
    "README.md", "docs/*.md docs/*.json", "hardware/*.md", "hardware/profiles/*.yaml", "debian/deadmill.yaml",
  ] {
    #expect(makefile.contains(" " + part), "\(part)")
  }
  // A message that sends a person to a document names the installed one.
  for file in Repository.files(under: "Sources", ending: [".swift"]) {
    for line in SwiftCode.texts(file.text) where line.contains(".md") {
      for word in line.split(whereSeparator: { " ,;`()".contains($0) }) where word.contains(".md") {
        let document = word.prefix { $0 != "\"" }.replacing("/usr/share/doc/deadmill/", with: "")
        #expect(word.hasPrefix("/usr/share/doc/deadmill/"), "\(file.path): \(word)")
        #expect(Repository.text(document.trimmingCharacters(in: ["."])) != nil, "\(file.path): \(word)")
      }
    }
  }
}

@Test("services are inactive and not failed before they are set up, and the console may be heard")
func quietUnits() throws {
  let unit = try #require(Repository.text("systemd/deadmill.service"))
  let path = try #require(Repository.text("Sources/deadmill/Run/RunCommand.swift")).contains(
    "/etc/deadmill/deadmill.yaml")
  #expect(path && unit.contains("\nConditionPathExists=/etc/deadmill/deadmill.yaml\n"))
  let backup = try #require(Repository.text("systemd/deadmill-backup.service"))
  #expect(
    backup.contains("\nConditionPathExists=/var/lib/deadmill/sets.sqlite\n")
      && backup.contains("\nUser=deadmill\n"))
  #expect(backup.contains("ReadWritePaths=/var/lib/deadmill /var/backups/deadmill"))
  let console = try #require(Repository.text("systemd/deadmill-console.service"))
  #expect(console.contains("SupplementaryGroups=deadmill deadmill-control audio"))
  #expect(try #require(Repository.text("debian/control")).contains("Recommends: alsa-utils"))
}

@Test("the page of protocols names every key of one")
func manualNamesProtocolKeys() throws {
  let source = try #require(Repository.text("Sources/Settings/ProtocolFile.swift"))
  let page = try #require(Repository.text("docs/man/deadmill-training.5"))
  let keys = source.components(separatedBy: "ConfigurationKey(\"").dropFirst().compactMap {
    $0.split(separator: "\"").first
  }
  #expect(keys.count > 10)
  for key in keys { #expect(page.contains(key), "\(key)") }
}

@Test(
  "the unit waits for its sensor without a limit, keeps real-time rights, and denies what it does not need")
func unitIsStrict() throws {
  let unit = try #require(Repository.text("systemd/deadmill.service"))
  let wanted = [
    "Type=notify", "WatchdogSec=", "DefaultDependencies=no", "LimitRTPRIO=", "LimitMEMLOCK=",
    "RestartPreventExitStatus=2",
    "StartLimitBurst=", "DevicePolicy=closed", "DeviceAllow=char-gpiochip rw", "PrivateNetwork=yes",
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=\n", "ProtectSystem=strict", "MemoryDenyWriteExecute=yes",
    "SystemCallErrorNumber=EPERM",
  ]
  for line in wanted { #expect(unit.contains("\n" + line), "\(line)") }
  // A private /dev would hide a chip that is plugged in later, and the clock could not be queried.
  #expect(!unit.contains("\nPrivateDevices=yes") && !unit.contains("\nProtectClock=yes"))
}
