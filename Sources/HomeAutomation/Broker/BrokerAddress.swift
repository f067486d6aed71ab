// SPDX-License-Identifier: Apache-2.0
//
// Owns: where a broker is, as the configuration writes it. Must not know: connections.

/// `mqtts://broker.local:8883`.
package struct BrokerAddress: Sendable, Equatable, CustomStringConvertible {
  package var host: String
  package var port: Int
  package var isEncrypted: Bool

  package init(host: String, port: Int, isEncrypted: Bool) {
    self.host = host
    self.port = port
    self.isEncrypted = isEncrypted
  }

  /// Reads `mqtts://HOST`, `mqtt://HOST` with or without a port; nil for anything else, such as an address with a password.
  package init?(_ text: String) {
    guard
      let match = text.wholeMatch(of: /(mqtts?):\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?\/?/)
    else { return nil }
    isEncrypted = match.1 == "mqtts"
    var host = String(match.2)
    if host.hasPrefix("[") { host = String(host.dropFirst().dropLast()) }
    self.host = host
    let port = match.3.flatMap { Int($0) } ?? (isEncrypted ? 8883 : 1883)
    guard (1...65_535).contains(port) else { return nil }
    self.port = port
  }

  /// Whether what is sent stays on this computer.
  package var isLocal: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  package var description: String {
    "\(isEncrypted ? "mqtts" : "mqtt")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}
