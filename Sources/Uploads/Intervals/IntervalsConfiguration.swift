// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the owner chooses about intervals.icu: whose sessions go to which athlete. Must not know: requests.

import Foundation
import SetLog
import Settings
import WebClient

/// One walker's account.
package struct IntervalsAccount: Sendable, Equatable {
  package var walker: String
  /// As the site has it: `i12345`.
  package var athlete: String
}

/// The settings, from `connect.d/intervals.yaml`.
package struct IntervalsConfiguration: Sendable {
  package static let defaultFile = "/etc/deadmill/connect.d/intervals.yaml"
  package static let defaultDataDirectory = "/var/lib/deadmill-intervals"
  package static let defaultKeys = "/etc/deadmill/intervals"
  package static let site = "https://intervals.icu"

  package var accounts: [IntervalsAccount] = []
  /// The folder that has a file `ATHLETE.key` for each account; never the keys.
  package var keys = IntervalsConfiguration.defaultKeys
  /// How long after its last set a session is over.
  package var settleMin = 30.0
  package var address = WebAddress(IntervalsConfiguration.site)
  /// Certificates of authorities; nil for the system's.
  package var authorities: String?
  package var logDirectory = Configuration.defaultStateDirectory
  /// Where is kept what was sent already.
  package var dataDirectory = IntervalsConfiguration.defaultDataDirectory

  package init() {}
}

extension ConfigurationSchema {
  /// Of `intervals.yaml`.
  package static let intervals = ConfigurationSchema(keys: [
    ConfigurationKey("accounts", .texts),
    ConfigurationKey("keys", .path),
    ConfigurationKey("settleMin", .number(0...1440, unit: "min")),
    ConfigurationKey("url", .text),
    ConfigurationKey("ca", .path),
    ConfigurationKey("state", .path),
    ConfigurationKey("data", .path),
  ])
}

extension IntervalsConfiguration {
  /// Reads a file.
  package init(file: String) throws(ConfigurationError) {
    try self.init(try UploadSettings(.intervals, file: file, manual: "deadmill-intervals.yaml(5)"))
  }

  /// Reads a text.
  package init(yaml: String, source: String) throws(ConfigurationError) {
    try self.init(UploadSettings(.intervals, yaml: yaml, source: source))
  }

  private init(_ settings: UploadSettings) throws(ConfigurationError) {
    var settings = settings
    keys = settings.text("keys") ?? keys
    settleMin = settings.text("settleMin").flatMap { Double($0) } ?? settleMin
    authorities = settings.text("ca")
    logDirectory = settings.text("state") ?? logDirectory
    dataDirectory = settings.text("data") ?? dataDirectory
    if let text = settings.text("url") {
      address = WebAddress(text)
      if let fault = WebAddress.fault(text, isInsecure: false, example: Self.site) {
        settings.add("url", fault)
      }
    }
    takeAccounts(&settings)
    try settings.finish()
  }

  private mutating func takeAccounts(_ settings: inout UploadSettings) {
    let texts = settings.texts("accounts")
    if texts.isEmpty {
      settings.require(
        "accounts", "is missing; name walkers and their athlete ids, such as [\"Ada = i12345\"]")
    }
    for (index, text) in texts.enumerated() {
      guard let account = Self.account(text) else {
        settings.add(
          "accounts", at: index, "\"\(text)\": expected WALKER = ATHLETE, such as \"Ada = i12345\"")
        continue
      }
      let isKnown = accounts.contains {
        FoldedName.key($0.walker) == FoldedName.key(account.walker) || $0.athlete == account.athlete
      }
      if isKnown {
        settings.add("accounts", at: index, "\"\(text)\": this walker or athlete is in the list already")
      }
      accounts.append(account)
    }
  }

  private static func account(_ text: String) -> IntervalsAccount? {
    guard let sign = text.lastIndex(of: "=") else { return nil }
    let walker = text[..<sign].trimmingCharacters(in: .whitespaces)
    let athlete = text[text.index(after: sign)...].trimmingCharacters(in: .whitespaces)
    // A part of an address and a file's name.
    guard !walker.isEmpty, athlete.wholeMatch(of: /i?[0-9]{1,18}/) != nil else { return nil }
    return IntervalsAccount(walker: walker, athlete: athlete)
  }
}
