// SPDX-License-Identifier: Apache-2.0
//
// Owns: where something is sent, and what may be shown of that. Must not know: connections.

import Foundation

/// An address of the web. Its path may be a secret, as those of many receivers are: only `shown` goes into texts.
package struct WebAddress: Sendable, Equatable {
  /// The whole address.
  package let url: String
  package let host: String
  package let port: Int
  /// As requests have it: path and query.
  package let target: String
  /// Host, and port if it is not the usual one.
  package let authority: String
  /// Scheme, host and port.
  package let shown: String
  package let isEncrypted: Bool
  package let isLocal: Bool

  /// nil for what is no such address, or has a user or password in it.
  package init?(_ text: String) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      scheme == "https" || scheme == "http", let host = parts.host, !host.isEmpty, parts.user == nil,
      parts.password == nil, parts.fragment == nil, text.allSatisfy({ $0.isASCII && !$0.isWhitespace })
    else { return nil }
    let usual = scheme == "https" ? 443 : 80
    let port = parts.port ?? usual
    guard (1...65_535).contains(port) else { return nil }
    let plain = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    let named = plain.contains(":") ? "[\(plain)]" : plain
    url = text
    (self.host, self.port) = (plain, port)
    authority = port == usual ? named : "\(named):\(port)"
    let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    target = path + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
    shown = "\(scheme)://\(authority)"
    isEncrypted = scheme == "https"
    isLocal = plain == "localhost" || plain == "::1" || plain.hasPrefix("127.")
  }

  /// Whether the host is an address of numbers.
  package var isNumeric: Bool { host.contains(":") || host.wholeMatch(of: /[0-9.]+/) != nil }

  /// What is wrong with an address of the configuration; nil for nothing.
  package static func fault(_ text: String, isInsecure: Bool, example: String) -> String? {
    if URLComponents(string: text)?.user != nil {
      return "has a user or password in it; remove them"
    }
    guard let address = WebAddress(text) else { return "is no address; expected one such as \(example)" }
    guard !address.isEncrypted, !address.isLocal, !isInsecure else { return nil }
    return
      "without TLS, figures would cross the network in clear; use https://, or allow it with insecure: true"
  }
}
