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

@Test("the packaged configuration has no values that would pass for a real machine's")
func packagedConfigurationIsBare() throws {
  let text = try #require(Repository.text("debian/deadmill.yaml"))
  #expect(text.contains("#gpio:") && text.contains("rollerCircumferenceM"))
  #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") })
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
