// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the owner chooses about the broker: where it is, what it gets. Must not know: connections.

import Foundation
import Settings

/// The settings, from `connect.d/mqtt.yaml`.
package struct MQTTConfiguration: Sendable {
  package static let defaultFile = "/etc/deadmill/connect.d/mqtt.yaml"
  package static let defaultDataDirectory = "/var/lib/deadmill-mqtt"
  package static let defaultDiscovery = "homeassistant"

  package var broker = BrokerAddress(host: "localhost", port: 1883, isEncrypted: false)
  package var user: String?
  /// Where the password is; never the password.
  package var passwordFile: String?
  /// Certificates of authorities; nil for the system's.
  package var authorities: String?
  /// The part of all topics that tells one computer from another; nil for one made of the computer's identifier.
  package var site: String?
  /// Whether names are sent, and who walks may be chosen.
  package var showsWalkers = false
  /// Home Assistant's prefix; nil for none.
  package var discovery: String? = MQTTConfiguration.defaultDiscovery
  /// The daemon's socket, and the folder of its log.
  package var socket = Configuration.defaultSocketPath
  package var logDirectory = Configuration.defaultStateDirectory
  /// Where is kept what was sent already.
  package var dataDirectory = MQTTConfiguration.defaultDataDirectory

  package init() {}
}

extension ConfigurationSchema {
  /// Of `mqtt.yaml`.
  package static let mqtt = ConfigurationSchema(keys: [
    ConfigurationKey("broker", .text),
    ConfigurationKey("insecure", .choice(["true", "false"])),
    ConfigurationKey("user", .text),
    ConfigurationKey("passwordFile", .path),
    ConfigurationKey("ca", .path),
    ConfigurationKey("site", .text),
    ConfigurationKey("walkers", .choice(["true", "false"])),
    ConfigurationKey("discovery", .text),
    ConfigurationKey("socket", .path),
    ConfigurationKey("state", .path),
    ConfigurationKey("data", .path),
  ])
}

extension MQTTConfiguration {
  /// Reads a file.
  package init(file: String) throws(ConfigurationError) {
    guard FileManager.default.fileExists(atPath: file) else {
      let text = "no such file; deadmill-mqtt.yaml(5) says what is in it"
      throw ConfigurationError([ConfigurationMistake(source: file, text: text)])
    }
    var reader = ConfigurationReader(schema: .mqtt)
    reader.read(file: file)
    try self.init(reader, source: file)
  }

  /// Reads a text.
  package init(yaml: String, source: String) throws(ConfigurationError) {
    var reader = ConfigurationReader(schema: .mqtt)
    reader.read(yaml: yaml, source: source)
    try self.init(reader, source: source)
  }

  private init(_ reader: ConfigurationReader, source: String) throws(ConfigurationError) {
    self.init()
    take(reader.values)
    let mistakes = reader.mistakes + checked(reader.values, source, isReadWhole: reader.mistakes.isEmpty)
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
  }

  private mutating func take(_ values: [String: ConfigurationValue]) {
    func text(_ key: String) -> String? { values[key]?.scalars.first }
    broker = text("broker").flatMap { BrokerAddress($0) } ?? broker
    user = text("user")
    passwordFile = text("passwordFile")
    authorities = text("ca")
    site = text("site")
    showsWalkers = text("walkers") == "true"
    discovery = text("discovery") ?? discovery
    if discovery == "off" { discovery = nil }
    socket = text("socket") ?? socket
    logDirectory = text("state") ?? logDirectory
    dataDirectory = text("data") ?? dataDirectory
  }

  private func checked(
    _ values: [String: ConfigurationValue], _ source: String, isReadWhole: Bool
  ) -> [ConfigurationMistake] {
    var mistakes: [ConfigurationMistake] = []
    func add(_ key: String, _ text: String) {
      mistakes.append(ConfigurationMistake(source: source, line: values[key]?.line, key: key, text: text))
    }
    if let text = values["broker"]?.scalars.first {
      if let fault = Self.brokerFault(text, isInsecure: values["insecure"]?.scalars.first == "true") {
        add("broker", fault)
      }
    } else if isReadWhole {
      add("broker", "is missing; give the broker's address, such as mqtts://broker.local:8883")
    }
    if values["passwordFile"] != nil, values["user"] == nil { add("passwordFile", "needs user: as well") }
    if values["ca"] != nil, !broker.isEncrypted { add("ca", "needs a broker with TLS: mqtts://") }
    if let site, !Self.isWord(site) {
      add("site", "\"\(site)\": expected 1 to 32 small letters, digits or hyphens, such as 7f3a")
    }
    if let discovery, !Self.isPrefix(discovery) {
      add("discovery", "\"\(discovery)\": expected a prefix without + and #, such as homeassistant, or off")
    }
    return mistakes
  }

  private static func brokerFault(_ text: String, isInsecure: Bool) -> String? {
    if text.contains("@") {
      return "has a user or password in it; write user: and passwordFile: instead"
    }
    guard let address = BrokerAddress(text) else {
      return "\"\(text)\": expected mqtts://HOST:PORT, such as mqtts://broker.local:8883"
    }
    guard !address.isEncrypted, !address.isLocal, !isInsecure else { return nil }
    return
      "without TLS, password and figures would cross the network in clear; use mqtts://, or allow it with insecure: true"
  }

  private static func isWord(_ text: String) -> Bool {
    text.wholeMatch(of: /[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?/) != nil
  }

  private static func isPrefix(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*/) != nil && text.utf8.count <= 100
  }
}
