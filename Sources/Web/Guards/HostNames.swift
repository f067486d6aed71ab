// SPDX-License-Identifier: Apache-2.0
//
// Owns: under which names the page answers. Must not know: pages.
//
// A page that answers under any name can be read by a foreign page whose name is made to point here (DNS rebinding). An
// address cannot be made to point elsewhere.

import Glibc

struct HostNames: Sendable {
  private let names: Set<String>

  /// - Parameter names: besides addresses, `localhost` and the computer's own name.
  init(_ names: [String]) {
    let own = Self.ownName
    let all = names + ["localhost"] + (own.isEmpty ? [] : [own, own + ".local"])
    self.names = Set(all.map { $0.lowercased() })
  }

  /// Whether a request for this host is answered.
  /// - Parameter host: with or without a port.
  func answers(_ host: String) -> Bool {
    let name = Self.withoutPort(host).lowercased()
    return names.contains(name) || Self.isAddress(name)
  }

  /// `[::1]:8080` and `gym.local.:8080` without port, brackets and the dot at the end.
  static func withoutPort(_ host: String) -> String {
    if host.hasPrefix("[") {
      return String(host.dropFirst().prefix { $0 != "]" })
    }
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    let name = parts.count == 2 ? String(parts[0]) : host
    return name.hasSuffix(".") ? String(name.dropLast()) : name
  }

  static func isAddress(_ text: String) -> Bool {
    var v4 = in_addr()
    var v6 = in6_addr()
    // SAFETY: inet_pton(3) fills the structure of the family that it is given.
    return unsafe inet_pton(AF_INET, text, &v4) == 1 || inet_pton(AF_INET6, text, &v6) == 1
  }

  /// The computer's name.
  static var ownName: String {
    var name = [UInt8](repeating: 0, count: 256)
    // SAFETY: one byte of the buffer is left for the end.
    let isKnown = unsafe name.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return false }
      return unsafe gethostname(start.assumingMemoryBound(to: CChar.self), buffer.count - 1) == 0
    }
    return isKnown ? String(decoding: name.prefix { $0 != 0 }, as: UTF8.self) : ""
  }
}
