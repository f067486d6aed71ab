// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a gym's owner chooses about the chain: where it is, what it gets, when. Must not know: connections.

import Foundation
import Settings

/// What leaves the gym of a walker.
package enum SentWalkers: String, Sendable, CaseIterable, ConfigurationChoice {
  /// Nothing.
  case none
  /// A name that only this gym can lead back to a person.
  case pseudonym
}

/// The settings, from `connect.d/upstream.yaml`.
package struct UpstreamConfiguration: Sendable {
  package static let defaultFile = "/etc/deadmill/connect.d/upstream.yaml"
  package static let defaultDataDirectory = "/var/lib/deadmill-upstream"

  /// The hub's address, without a path.
  package var hub = ""
  /// Certificates of authorities; nil for the system's.
  package var authorities: String?
  package var walkers = SentWalkers.none
  package var hours = SendingHours()
  /// Most that is sent a second on average, kilobytes; nil for any.
  package var mostKilobytesPerS: Double?
  package var socket = Configuration.defaultSocketPath
  package var logDirectory = Configuration.defaultStateDirectory
  /// Where the key and the cursor are kept.
  package var dataDirectory = UpstreamConfiguration.defaultDataDirectory

  package init() {}
}

extension ConfigurationSchema {
  /// Of `upstream.yaml`.
  package static let upstream = ConfigurationSchema(keys: [
    ConfigurationKey("hub", .text),
    ConfigurationKey("ca", .path),
    ConfigurationKey("insecure", .choice(["true", "false"])),
    ConfigurationKey("walkers", .choice(SentWalkers.words)),
    ConfigurationKey("hours", .text),
    ConfigurationKey("kilobytesPerSecond", .number(0.1...1e6, unit: "kB/s")),
    ConfigurationKey("socket", .path),
    ConfigurationKey("state", .path),
    ConfigurationKey("data", .path),
  ])
}

extension UpstreamConfiguration {
  /// Reads a file.
  package init(file: String) throws(ConfigurationError) {
    guard FileManager.default.fileExists(atPath: file) else {
      let text = "no such file; deadmill-upstream.yaml(5) says what is in it"
      throw ConfigurationError([ConfigurationMistake(source: file, text: text)])
    }
    var reader = ConfigurationReader(schema: .upstream)
    reader.read(file: file)
    self.init()
    take(reader.values)
    let mistakes = reader.mistakes + checked(reader.values, file)
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
  }

  private mutating func take(_ values: [String: ConfigurationValue]) {
    func text(_ key: String) -> String? { values[key]?.scalars.first }
    hub = text("hub").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? ""
    authorities = text("ca")
    walkers = text("walkers").flatMap(SentWalkers.init(rawValue:)) ?? walkers
    hours = text("hours").flatMap { SendingHours($0) } ?? hours
    mostKilobytesPerS = text("kilobytesPerSecond").flatMap { Double($0) }
    socket = text("socket") ?? socket
    logDirectory = text("state") ?? logDirectory
    dataDirectory = text("data") ?? dataDirectory
  }

  private func checked(_ values: [String: ConfigurationValue], _ source: String) -> [ConfigurationMistake] {
    var mistakes: [ConfigurationMistake] = []
    func add(_ key: String, _ text: String) {
      mistakes.append(ConfigurationMistake(source: source, line: values[key]?.line, key: key, text: text))
    }
    if let fault = Self.hubFault(hub, isInsecure: values["insecure"]?.scalars.first == "true") {
      add("hub", fault)
    }
    if let text = values["hours"]?.scalars.first, SendingHours(text) == nil {
      add("hours", "\"\(text)\": expected two times of the day, such as 22:00-06:00")
    }
    return mistakes
  }

  /// What is wrong with a hub's address; nil if nothing is.
  package static func hubFault(_ text: String, isInsecure: Bool) -> String? {
    guard let address = URLComponents(string: text), let scheme = address.scheme, let host = address.host,
      !host.isEmpty,
      ["https", "http"].contains(scheme), address.path.isEmpty, address.user == nil, address.query == nil
    else { return "\"\(text)\": expected the hub's address, such as https://hub.example:8443" }
    if scheme == "http", !isInsecure, !["localhost", "127.0.0.1", "::1"].contains(host) {
      return
        "without TLS, sets would cross the network in clear; use https://, or allow it with insecure: true"
    }
    return nil
  }
}
