// SPDX-License-Identifier: Apache-2.0
//
// Owns: where the daemon's edges come from, as a choice. Must not know: what becomes of them.

import Motion
import Simulation

/// What the daemon listens to.
package enum BeltInput: Sendable {
  /// A GPIO line, as configured.
  case gpio
  /// A recording or a simulated belt, at a pace.
  case recording(Recording, pace: Double, isSimulated: Bool)
}

/// `--input` as a user writes it.
package enum InputChoice: Sendable, Equatable {
  case gpio
  case simulated(String)
  case replay(String)

  /// `gpio`, `simulated:NAME` or `replay:FILE`; nil for anything else.
  package init?(_ text: String) {
    if text == "gpio" {
      self = .gpio
    } else if text.hasPrefix("simulated:"), text.count > 10 {
      self = .simulated(String(text.dropFirst(10)))
    } else if text.hasPrefix("replay:"), text.count > 7 {
      self = .replay(String(text.dropFirst(7)))
    } else {
      return nil
    }
  }
}
