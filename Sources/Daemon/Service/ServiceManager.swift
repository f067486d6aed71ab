// SPDX-License-Identifier: Apache-2.0
//
// Owns: the way to systemd: whether it listens, how often it wants a sign of life. Must not know: what there is to say.

import CSystemd
import Foundation

/// The service manager that started this process, where one did. Without one, nothing here costs anything.
package struct ServiceManager: Sendable {
  /// Whether anybody listens.
  package let isThere: Bool
  /// It ends the service after this long without a sign of life, nanoseconds; nil where it wants none.
  package let watchdogNs: Int64?

  package init() {
    isThere = !(ProcessInfo.processInfo.environment["NOTIFY_SOCKET"] ?? "").isEmpty
    var intervalUs: UInt64 = 0
    // SAFETY: filled during the call. The zero leaves the environment as it is.
    let answer = isThere ? unsafe sd_watchdog_enabled(0, &intervalUs) : 0
    watchdogNs = answer > 0 ? Int64(clamping: intervalUs) &* 1000 : nil
  }

  /// Says how the service is, as sd_notify(3) spells it.
  package func send(_ messages: [String]) {
    guard isThere, !messages.isEmpty else { return }
    // SAFETY: copied during the call. What cannot be sent is lost, and the next message follows.
    _ = unsafe sd_notify(0, messages.joined(separator: "\n"))
  }

  /// The start gets on, and may take longer.
  package static var longerStart: String { "EXTEND_TIMEOUT_USEC=\(LifeSignRule.startExtensionNs / 1000)" }

  /// One line for `systemctl status`.
  package static func status(_ text: String) -> String {
    "STATUS=" + (text.split(separator: "\n", omittingEmptySubsequences: true).first.map(String.init) ?? "")
  }
}
