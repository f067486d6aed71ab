// SPDX-License-Identifier: Apache-2.0
//
// Owns: how pulses that are not believed are reported, with cause and remedy. Must not know: how they are recognised.

import LiveFeed
import Pulses
import SetLog

/// Words for reasons not to believe pulses.
enum SuspicionWords {
  private static let filter =
    "shield the cable and keep it away from mains and motor leads; add an external pull-up of 1 to 4.7 kOhm and a capacitor "
    + "of 10 to 100 nF at the computer, see /usr/share/doc/deadmill/hardware/wiring.md"

  /// The alert for a present suspicion.
  static func alert(_ suspicion: Suspicion) -> HealthAlert {
    switch suspicion.kind {
    case .regular:
      let even = suspicion.frequencyHz > 0 ? " at \(SuspicionText.frequency(suspicion.frequencyHz)) Hz" : ""
      let cause =
        SuspicionText.isMains(suspicion.frequencyHz)
        ? "mains hum on the cable" : "a motor or a dimmer nearby"
      return HealthAlert(
        .mainsHum, .fault, "pulses are too even for a walker\(even): \(cause)", remedy: filter)
    case .chatter:
      return HealthAlert(
        .chatter, .fault,
        "pulses jump as no belt moves: chatter of a magnet at the switching point, or a loose plug",
        remedy: "turn the belt a little, check the plug, bring the magnet to 3 to 5 mm from the sensor; "
          + filter)
    case .impossible:
      return HealthAlert(
        .impossibleMotion, .fault, "pulses start and stop as no person can move a belt of this mass",
        remedy: "check plug and cable for a loose contact; " + filter)
    }
  }

  /// A recording, or an input, of one transition in which magnets seem to be counted twice.
  static let ambiguousBounce = HealthAlert(
    .bounceAmbiguous, .warning,
    "one transition only: pulses that look doubled cannot be told from magnets, distance may be too large",
    remedy: "record both transitions (`deadmill record`); check the contact with `deadmill doctor --wiring`")
}
