// SPDX-License-Identifier: Apache-2.0
//
// Owns: the connection to systemd: whether it listens, how often it expects a keep-alive. Must not know: what is sent.

import CSystemd
import Foundation

/// The service manager that started this process, if any. Without one, all calls return at once.
package struct ServiceManager: Sendable {
  /// Whether there is a service manager.
  package let isThere: Bool
  /// It ends the service after this long without a keep-alive, nanoseconds; nil if it expects none.
  package let watchdogNs: Int64?

  package init() {
    isThere = !(ProcessInfo.processInfo.environment["NOTIFY_SOCKET"] ?? "").isEmpty
    var intervalUs: UInt64 = 0
    // SAFETY: filled during the call. The zero leaves the environment as it is.
    let answer = isThere ? unsafe sd_watchdog_enabled(0, &intervalUs) : 0
    watchdogNs = answer > 0 ? Int64(clamping: intervalUs) &* 1000 : nil
  }

  /// Sends a message in sd_notify(3)'s format.
  package func send(_ messages: [String]) {
    guard isThere, !messages.isEmpty else { return }
    // SAFETY: copied during the call. What cannot be sent is lost, and the next message follows.
    _ = unsafe sd_notify(0, messages.joined(separator: "\n"))
  }

  /// Extends the start timeout.
  package static var longerStart: String { "EXTEND_TIMEOUT_USEC=\(LifeSignRule.startExtensionNs / 1000)" }

  /// One line for `systemctl status`.
  package static func status(_ text: String) -> String {
    "STATUS=" + (text.split(separator: "\n", omittingEmptySubsequences: true).first.map(String.init) ?? "")
  }
}
