// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the owner chooses about the webhook: who gets the sets, and what of them. Must not know: requests.

import Foundation
import Settings
import WebClient

/// The settings, from `connect.d/webhook.yaml`.
package struct WebhookConfiguration: Sendable {
  package static let defaultFile = "/etc/deadmill/connect.d/webhook.yaml"
  package static let defaultDataDirectory = "/var/lib/deadmill-webhook"
  package static let defaultSecretFile = "/etc/deadmill/webhook.secret"

  /// The receiver; nil only before it is read.
  package var address: WebAddress?
  /// Where the secret is; never the secret.
  package var secretFile = WebhookConfiguration.defaultSecretFile
  /// Certificates of authorities; nil for the system's.
  package var authorities: String?
  /// Whether names and body masses are sent.
  package var showsWalkers = false
  package var logDirectory = Configuration.defaultStateDirectory
  /// Where is kept what was sent already.
  package var dataDirectory = WebhookConfiguration.defaultDataDirectory

  package init() {}
}

extension ConfigurationSchema {
  /// Of `webhook.yaml`.
  package static let webhook = ConfigurationSchema(keys: [
    ConfigurationKey("url", .text),
    ConfigurationKey("secretFile", .path),
    ConfigurationKey("insecure", .choice(["true", "false"])),
    ConfigurationKey("ca", .path),
    ConfigurationKey("walkers", .choice(["true", "false"])),
    ConfigurationKey("state", .path),
    ConfigurationKey("data", .path),
  ])
}

extension WebhookConfiguration {
  private static let example = "https://example.org/deadmill"

  /// Reads a file.
  package init(file: String) throws(ConfigurationError) {
    try self.init(try UploadSettings(.webhook, file: file, manual: "deadmill-webhook.yaml(5)"))
  }

  /// Reads a text.
  package init(yaml: String, source: String) throws(ConfigurationError) {
    try self.init(UploadSettings(.webhook, yaml: yaml, source: source))
  }

  private init(_ settings: UploadSettings) throws(ConfigurationError) {
    var settings = settings
    if let text = settings.text("url") {
      address = WebAddress(text)
      let isInsecure = settings.flag("insecure")
      if let fault = WebAddress.fault(text, isInsecure: isInsecure, example: Self.example) {
        settings.add("url", fault)
      }
    } else {
      settings.require("url", "is missing; give the receiver's address, such as \(Self.example)")
    }
    secretFile = settings.text("secretFile") ?? secretFile
    authorities = settings.text("ca")
    if authorities != nil, let address, !address.isEncrypted {
      settings.add("ca", "needs a receiver with TLS: https://")
    }
    showsWalkers = settings.flag("walkers")
    logDirectory = settings.text("state") ?? logDirectory
    dataDirectory = settings.text("data") ?? dataDirectory
    try settings.finish()
  }
}
