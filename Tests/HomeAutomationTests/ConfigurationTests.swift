// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of what a configuration means, and of what each mistake in it is called.

import Settings
import TestSupport
import Testing

@testable import HomeAutomation

private let good = """
  broker: mqtts://broker.local
  user: deadmill
  passwordFile: /etc/deadmill/mqtt.password
  ca: /etc/deadmill/ca.pem
  site: 7f3a
  walkers: true
  discovery: off
  """

@Test("a configuration is read")
func configurationIsRead() throws {
  let settings = try MQTTConfiguration(yaml: good, source: "mqtt.yaml")
  #expect(settings.broker == BrokerAddress(host: "broker.local", port: 8883, isEncrypted: true))
  #expect(settings.user == "deadmill" && settings.passwordFile == "/etc/deadmill/mqtt.password")
  #expect(settings.authorities == "/etc/deadmill/ca.pem" && settings.site == "7f3a")
  #expect(settings.showsWalkers && settings.discovery == nil)
  let short = try MQTTConfiguration(yaml: "broker: mqtt://localhost", source: "mqtt.yaml")
  #expect(!short.showsWalkers && short.discovery == "homeassistant" && short.site == nil)
}

/// A file, and what is said of it.
private let mistakes: [(text: String, says: String)] = [
  (
    "site: a", "mqtt.yaml: broker: is missing; give the broker's address, such as mqtts://broker.local:8883"
  ),
  (
    "broker: broker.local",
    "mqtt.yaml:1: broker: \"broker.local\": expected mqtts://HOST:PORT, such as mqtts://broker.local:8883"
  ),
  (
    "# x\nbroker: mqtts://me:geheim@a",
    "mqtt.yaml:2: broker: has a user or password in it; write user: and passwordFile: instead"
  ),
  (
    "broker: mqtt://broker.local",
    "mqtt.yaml:1: broker: without TLS, password and figures would cross the network in clear; use mqtts://, or allow it with insecure: true"
  ),
  ("broker: mqtts://a\npasswordFile: /x", "mqtt.yaml:2: passwordFile: needs user: as well"),
  ("broker: mqtt://localhost\nca: /x", "mqtt.yaml:2: ca: needs a broker with TLS: mqtts://"),
  (
    "broker: mqtts://a\nsite: a/b",
    "mqtt.yaml:2: site: \"a/b\": expected 1 to 32 small letters, digits or hyphens, such as 7f3a"
  ),
  (
    "broker: mqtts://a\ndiscovery: 'home/#'",
    "mqtt.yaml:2: discovery: \"home/#\": expected a prefix without + and #, such as homeassistant, or off"
  ),
]

@Test("each mistake is reported with its line and the remedy", arguments: mistakes)
private func mistake(_ text: String, _ says: String) {
  let error = #expect(throws: ConfigurationError.self) {
    try MQTTConfiguration(yaml: text, source: "mqtt.yaml")
  }
  #expect(error?.description == says)
}

@Test("a password in the configuration is a mistake that does not repeat it")
func passwordIsNotRepeated() throws {
  for text in ["password: geheim", "broker: mqtts://a:geheim@b", "broker: mqtt://u:geheim@b:1883"] {
    let error = #expect(throws: ConfigurationError.self) {
      try MQTTConfiguration(yaml: text, source: "mqtt.yaml")
    }
    #expect(error?.description.contains("geheim") == false)
  }
}

@Test("plain MQTT to another computer is possible if it is asked for")
func insecureIsPossible() throws {
  let settings = try MQTTConfiguration(
    yaml: "broker: mqtt://broker.local\ninsecure: true", source: "mqtt.yaml")
  #expect(!settings.broker.isEncrypted)
}

@Test("the password is the file's line, and the service manager's copy comes first")
func passwords() throws {
  let (folder, copies) = (try Folder(), try Folder())
  let path = try folder.write("from the file\n", "mqtt.password")
  #expect(try PasswordFile.read(path, credentials: nil) == "from the file")
  #expect(try PasswordFile.read(path, credentials: copies.path) == "from the file")
  _ = try copies.write("\n", "mqtt.password")
  #expect(try PasswordFile.read(path, credentials: copies.path) == "from the file")
  _ = try copies.write("from the copy", "mqtt.password")
  #expect(try PasswordFile.read(path, credentials: copies.path) == "from the copy")
}

@Test(
  "a file that is no password is an error that does not repeat it", arguments: ["", "\n", "geheim\nzwei"])
func wrongPasswords(_ text: String) throws {
  let folder = try Folder()
  let path = try folder.write(text, "mqtt.password")
  let error = #expect(throws: BrokerFault.self) { try PasswordFile.read(path, credentials: nil) }
  #expect(error?.description.contains("geheim") == false)
  #expect(throws: BrokerFault.self) { try PasswordFile.read(folder.path + "/none", credentials: nil) }
}

@Test("reasons of a broker are words with a remedy")
func reasons() {
  let address = BrokerAddress(host: "a", port: 8883, isEncrypted: true)
  #expect(BrokerFault.refused(0x87, address).description.hasSuffix("check user: and passwordFile:"))
  #expect(BrokerFault.ended(0x8E, address).description.contains("give each its own site:"))
  #expect(
    BrokerFault.mosquitto(8, address, details: ["certificate verify failed"]).description.contains("set ca:"))
}
