// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the owner chooses about the page: who sees it, at which address. Must not know: requests.

import Settings
import Words

/// What anyone on the network sees.
package enum WebAudience: String, Sendable, CaseIterable, ConfigurationChoice {
  /// Nothing: everybody signs in first.
  case off
  /// Speed, time and distance of the machines, without names.
  case live
  /// The sets without a walker as well.
  case sets
}

/// The page's settings, from `connect.d/web.yaml`.
package struct WebConfiguration: Sendable {
  package static let defaultFile = "/etc/deadmill/connect.d/web.yaml"
  package static let defaultDataDirectory = "/var/lib/deadmill-web"

  /// Where to listen.
  package var host = "0.0.0.0"
  package var port = 8080
  /// Host names that are answered, besides addresses, `localhost` and the computer's own name.
  package var names: [String] = []
  package var audience = WebAudience.live
  /// The staff's password as crypt(3) has it; nil for no staff.
  package var staffHash: String?
  /// Whether the staff reads what walkers noted of their sets: exertion, pain, words.
  package var staffSeesNotes = false
  /// The certificate and its key; nil for plain HTTP.
  package var tls: (certificate: String, key: String)?
  /// nil for the browser's.
  package var language: Language?
  package var unit = SpeedUnit.kilometresPerHour
  /// The daemon's socket, and the folder of its log.
  package var socket = Configuration.defaultSocketPath
  package var logDirectory = Configuration.defaultStateDirectory
  /// Where the page keeps who is signed in.
  package var dataDirectory = WebConfiguration.defaultDataDirectory
  /// The daemon's file of metrics; nil for none.
  package var metrics: String?
  /// Addresses whose word is taken for the client's address and protocol.
  package var proxies: [String] = []
  /// Live streams in all, and for one address.
  package var mostStreams = 256
  package var mostStreamsOfOne = 16

  package init() {}

  package var schema: String { tls == nil ? "http" : "https" }
}

extension ConfigurationSchema {
  /// Of `web.yaml`.
  package static let web = ConfigurationSchema(keys: [
    ConfigurationKey("listen", .text),
    ConfigurationKey("names", .texts),
    ConfigurationKey("public", .choice(WebAudience.words)),
    ConfigurationKey("staff", .text),
    ConfigurationKey("staffSeesNotes", .choice(["true", "false"])),
    ConfigurationKey("tls.certificate", .path),
    ConfigurationKey("tls.key", .path),
    ConfigurationKey("language", .choice(["auto"] + Language.words)),
    ConfigurationKey("units", .choice(SpeedUnit.words)),
    ConfigurationKey("socket", .path),
    ConfigurationKey("state", .path),
    ConfigurationKey("data", .path),
    ConfigurationKey("metrics", .path),
    ConfigurationKey("proxies", .texts),
    ConfigurationKey("streams", .integer(1...2000)),
    ConfigurationKey("streamsPerAddress", .integer(1...2000)),
  ])
}

extension WebConfiguration {
  /// Reads a file.
  package init(file: String) throws(ConfigurationError) {
    var reader = ConfigurationReader(schema: .web)
    reader.read(file: file)
    self.init()
    var mistakes = reader.mistakes
    take(reader.values)
    if let text = reader.values["listen"]?.scalars.first {
      if let (host, port) = Self.address(text) {
        (self.host, self.port) = (host, port)
      } else {
        mistakes.append(
          Self.mistake(reader, file, "listen", "\"\(text)\": expected ADDRESS:PORT, such as \"0.0.0.0:8080\"")
        )
      }
    }
    if let hash = reader.values["staff"]?.scalars.first {
      staffHash = hash
      if !PasswordHash.isUsable(hash) {
        mistakes.append(
          Self.mistake(
            reader, file, "staff",
            "is no password hash; `deadmill-connect pin` makes one. Never write the password itself here"))
      }
    }
    if (reader.values["tls.certificate"] == nil) != (reader.values["tls.key"] == nil) {
      mistakes.append(Self.mistake(reader, file, "tls", "needs both certificate and key"))
    }
    if staffSeesNotes, tls == nil, proxies.isEmpty, !Self.isLocal(host) {
      mistakes.append(
        Self.mistake(
          reader, file, "staffSeesNotes",
          "without TLS, what walkers note of pain would cross the network in clear; give tls: certificate and key, or listen on 127.0.0.1"
        ))
    }
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
  }

  private mutating func take(_ values: [String: ConfigurationValue]) {
    func text(_ key: String) -> String? { values[key]?.scalars.first }
    names = values["names"]?.scalars ?? []
    audience = text("public").flatMap(WebAudience.init(rawValue:)) ?? audience
    staffSeesNotes = text("staffSeesNotes") == "true"
    if let certificate = text("tls.certificate"), let key = text("tls.key") { tls = (certificate, key) }
    language = text("language").flatMap(Language.init(rawValue:))
    unit = text("units").flatMap(SpeedUnit.init(rawValue:)) ?? unit
    socket = text("socket") ?? socket
    logDirectory = text("state") ?? logDirectory
    dataDirectory = text("data") ?? dataDirectory
    metrics = text("metrics")
    proxies = values["proxies"]?.scalars ?? []
    mostStreams = text("streams").flatMap { Int($0) } ?? mostStreams
    mostStreamsOfOne = text("streamsPerAddress").flatMap { Int($0) } ?? mostStreamsOfOne
  }

  /// `0.0.0.0:8080`, `[::]:8080`, `:8080` or `8080`.
  package static func address(_ text: String) -> (host: String, port: Int)? {
    let colon = text.lastIndex(of: ":")
    let portText = colon.map { text[text.index(after: $0)...] } ?? text[...]
    guard let port = Int(portText), (1...65_535).contains(port) else { return nil }
    var host = colon.map { String(text[..<$0]) } ?? ""
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    return (host.isEmpty ? "0.0.0.0" : host, port)
  }

  static func isLocal(_ host: String) -> Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

  private static func mistake(
    _ reader: ConfigurationReader, _ file: String, _ key: String, _ text: String
  ) -> ConfigurationMistake {
    let value = reader.values[key] ?? reader.values.first { $0.key.hasPrefix(key + ".") }?.value
    return ConfigurationMistake(source: file, line: value?.line, key: key, text: text)
  }
}
