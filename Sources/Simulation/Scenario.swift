// SPDX-License-Identifier: Apache-2.0
//
// Owns: what happens on a simulated belt, as data. Must not know: how it is simulated.

import Motion
import Pulses

/// How a set ends.
package enum SetEnding: Sendable, Equatable {
  /// The walker stops pushing and stays on the belt, which stops at once under their weight.
  case standsStill
  /// The walker steps off; the empty belt coasts.
  case stepsOff
}

/// One thing that happens.
package enum Act: Sendable, Equatable {
  /// Nothing touches the belt.
  case rest(durationS: Double)
  /// A set: someone drives the belt.
  case work(targetMps: Double, durationS: Double, load: WalkerLoad, ending: SetEnding)
  /// Someone brushes the belt along by hand or foot.
  case bump(distanceM: Double)
  /// Someone spins up the empty belt by hand within a second and releases it.
  case spin(toMps: Double)
  /// A set with rests in it.
  case bursts(WalkBursts)
  /// The walker stands on the belt and shifts their weight.
  case rock(Rocking)
}

/// A set of short walks with pauses in which the walker stands on the belt: the first weeks after an injury.
package struct WalkBursts: Sendable, Equatable {
  package var count: Int
  package var targetMps: Double
  /// Belt travel of each walk, metres, and how long the walker stands after it.
  package var distanceM: Double
  package var restS: Double
  /// Both vary from walk to walk by at most this share.
  package var spread = 0.1
  package var load: WalkerLoad

  package init(count: Int, targetMps: Double, distanceM: Double, restS: Double, load: WalkerLoad) {
    self.count = count
    self.targetMps = targetMps
    self.distanceM = distanceM
    self.restS = restS
    self.load = load
  }
}

/// A named sequence of events on a simulated machine.
package struct Scenario: Sendable {
  package var name: String
  package var summary: String
  package var profile: MachineProfile
  /// What is stated of the walker: the load that power is computed with.
  package var walker = WalkerLoad(statedMassKg: 80)
  package var direction = BeltDirection.forward
  package var gait = Gait.nominal
  package var faults = SensorFaults()
  /// Whether the sensor also reports the magnet leaving.
  package var bothTransitions = false
  package var acts: [Act]

  package init(name: String, summary: String, profile: MachineProfile, acts: [Act]) {
    self.name = name
    self.summary = summary
    self.profile = profile
    self.acts = acts
  }
}

/// There is no scenario of that name.
package struct UnknownScenario: Error, Sendable, Equatable, CustomStringConvertible {
  package let name: String

  package var description: String {
    "no scenario \"\(name)\"; there are: \(ScenarioCatalogue.names.joined(separator: ", "))"
  }
}
