// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a belt's edges come from, as data. Must not know: how it is opened, what becomes of the edges.

import Simulation

/// What a belt's edges come from. `Hardware.SourceOpener` opens it.
package enum BeltInput: Sendable, Equatable {
  /// A GPIO line, or the two of a quadrature pair.
  case line(GPIOConfiguration)
  /// A recording or a simulated belt, at a pace.
  case recording(Recording, pace: ReplayPace, isSimulated: Bool)

  /// Whether edges arrive as they happen, on this computer's clock, and are lost unless they are read in time.
  package var isLive: Bool {
    switch self {
    case .line: true
    case .recording: false
    }
  }
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
