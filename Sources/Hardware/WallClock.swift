// SPDX-License-Identifier: Apache-2.0
//
// Owns: the system's wall clock, and whether anything confirms it. Must not know: who keeps it.

import Foundation
import Pulses

/// The wall clock of this system.
package enum WallClock {
  /// Nanoseconds since 1970.
  package static var nowNs: Int64 { Nanoseconds(seconds: Date().timeIntervalSince1970).count }

  /// Whether the kernel, systemd's time service or chrony says that the clock is right.
  package static var isSynchronised: Bool {
    KernelClock.isSynchronised
      || ["/run/systemd/timesync/synchronized", "/run/chrony/synchronised"].contains {
        FileManager.default.fileExists(atPath: $0)
      }
  }
}
