// SPDX-License-Identifier: Apache-2.0
//
// Owns: a machine with a walker's body mass on it. Must not know: who walkers are.

import Motion
import SetLog

/// The machine's profile with the walker who is on it; power and work depend on the body mass.
package struct WalkedProfile {
  /// A stated body mass is good to a kilogram.
  private static let statedMassSdKg = 1.0

  package private(set) var profile: MachineProfile
  private let walker: WalkerRecord?
  /// Nil where anyone's is taken.
  private let massKg: Double?

  /// - Parameter walker: nil for anyone: then the configured mass holds, where there is one.
  package init(_ profile: MachineProfile, walker: WalkerRecord?) {
    self.init(profile, massKg: walker?.massKg, walker: walker)
  }

  /// The machine with the mass that a set was computed with.
  package init(_ profile: MachineProfile, massKg: Double?, walker: WalkerRecord? = nil) {
    self.profile = profile
    self.walker = walker
    if let massKg {
      self.profile.walker.massKg = UncertainValue(massKg, sd: Self.statedMassSdKg)
      self.massKg = massKg
    } else {
      self.massKg = profile.walker == WalkerLoad() ? nil : profile.walker.massKg.value
    }
  }

  /// Writes down who it was and what was reckoned with.
  package func sign(_ record: inout SetRecord) {
    record.walker = walker?.name
    record.walkerMassKg = massKg
  }
}
