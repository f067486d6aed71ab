// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a flooded line is reported. Must not know: how it is recognised.

import Hardware
import LiveFeed

/// Words for a line that changes faster than any sensor.
enum FloodWords {
  static let remedy =
    "check that the line is not left open, that the sensor's output is wired to it and both share one ground; keep the "
    + "cable away from motor leads, shield it, and add an external pull-up of 1 to 4.7 kOhm and a capacitor of 10 to 100 nF"

  /// - Parameter line: the line's name, as the sensor's state has it.
  static func alert(line: String) -> HealthAlert {
    HealthAlert(
      .flooded, .fault,
      "\(line) is flooded: it changes more than \(FloodGuard.mostEdgesPerS) times per second; "
        + "nothing is counted on it until that ends", remedy: remedy)
  }
}
