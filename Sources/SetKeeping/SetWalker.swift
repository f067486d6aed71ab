// SPDX-License-Identifier: Apache-2.0
//
// Owns: the walker of a set, and the body mass that its power is computed with. Must not know: how walkers are stored.

import Motion
import SetLog

/// The walker and body mass of a set. Power and work depend on the mass; nothing about the machine does.
package struct SetWalker: Sendable, Equatable {
  /// Nil for a set without a walker.
  package let record: WalkerRecord?
  /// The body mass stated by the walker or else by the configuration, kg; nil for the usual one.
  package let statedMassKg: Double?

  /// - Parameter configuredMassKg: the mass that the machine's configuration states; a walker's own one comes first.
  package init(_ record: WalkerRecord?, configuredMassKg: Double?) {
    self.record = record
    statedMassKg = record?.massKg ?? configuredMassKg
  }

  /// The load on the belt.
  package var load: WalkerLoad { statedMassKg.map(WalkerLoad.init(statedMassKg:)) ?? WalkerLoad() }

  /// Writes the walker and the mass into a record.
  package func sign(_ record: inout SetRecord) {
    record.walker = self.record?.name
    record.walkerMassKg = statedMassKg
  }
}
