// SPDX-License-Identifier: Apache-2.0
//
// Owns: how belt time (monotonic) maps to wall time, and whether that is certain. Must not know: sets.

import Foundation
import SetLog

/// Belt time to wall time.
package struct BeltClock: Sendable, Equatable {
  /// Wall time at belt time 0, nanoseconds since 1970.
  package var offsetNs: Int64
  /// Whether the machine's clock is known to be right. A Pi has no clock battery: after a boot without network it is not.
  package var isSynchronised: Bool
  /// Identifies the boot that belt time belongs to.
  package var bootId: String

  package init(offsetNs: Int64, isSynchronised: Bool, bootId: String) {
    self.offsetNs = offsetNs
    self.isSynchronised = isSynchronised
    self.bootId = bootId
  }

  /// Nanoseconds since 1970 at a belt time.
  package func wallNs(atNs timeNs: Int64) -> Int64 { timeNs &+ offsetNs }

  /// Milliseconds since 1970 at a belt time.
  package func wallMs(atNs timeNs: Int64) -> Int64 { wallNs(atNs: timeNs) / 1_000_000 }

  /// Wall time at a belt time.
  package func instant(atNs timeNs: Int64) -> Instant { Instant(unixMs: wallMs(atNs: timeNs)) }

  /// RFC 3339 in UTC with milliseconds.
  package func rfc3339(atNs timeNs: Int64) -> String { instant(atNs: timeNs).description }
}
