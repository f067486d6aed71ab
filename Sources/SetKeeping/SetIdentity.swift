// SPDX-License-Identifier: Apache-2.0
//
// Owns: what makes a set the same set, however often it is computed. Must not know: figures.

import Pulses
import SetLog

/// Identifiers of sets and sessions.
package enum SetIdentity {
  /// From the boot, the machine and the first edge: a set that is recovered and logged twice is recognised as one.
  /// - Parameter clock: as it is when the set is confirmed; the identifier keeps that time even if it is corrected later.
  package static func id(machine: String, first: Edge, clock: BeltClock) -> String {
    let seed = "\(clock.bootId) \(machine) \(first.timestampNs)"
    return UUIDv7.make(unixMs: clock.wallMs(atNs: first.timestampNs), hashing: seed.utf8)
  }

  /// The session that begins with a set.
  package static func sessionId(firstSet id: String, startMs: Int64) -> String {
    UUIDv7.make(unixMs: startMs, hashing: ("session " + id).utf8)
  }
}
