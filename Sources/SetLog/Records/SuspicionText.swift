// SPDX-License-Identifier: Apache-2.0
//
// Owns: why a set is suspect, in words for the log. Must not know: how that was found.

import Pulses

/// Why a set is suspect, in words.
package enum SuspicionText {
  /// How far from a harmonic of the mains a train of gaps may be to be called mains hum, relative.
  private static let mainsTolerance = 0.02

  /// One clause without a full stop, as the log and every export have it.
  package static func reason(_ suspicion: Suspicion) -> String {
    switch suspicion.kind {
    case .regular where suspicion.frequencyHz > 0:
      let text = frequency(suspicion.frequencyHz)
      return (isMains(suspicion.frequencyHz) ? SuspicionReason.mains : .motor).text(frequencyHz: text)
    case .regular: return SuspicionReason.even.text()
    case .chatter: return SuspicionReason.chatter.text()
    case .impossible: return SuspicionReason.impossible.text()
    }
  }

  /// Mains is 50 or 60 Hz; rectified and divided it shows as a multiple or an even part of that.
  package static func isMains(_ frequencyHz: Double) -> Bool {
    guard frequencyHz.isFinite, frequencyHz > 0 else { return false }
    return [50.0, 60.0].contains { mainsHz in
      let ratio = frequencyHz >= mainsHz ? frequencyHz / mainsHz : mainsHz / frequencyHz
      return ratio < 8.5 && abs(ratio - ratio.rounded()) <= mainsTolerance * ratio
    }
  }

  /// Hertz to the tenth.
  package static func frequency(_ frequencyHz: Double) -> String {
    let tenths = Int64((min(max(0, frequencyHz), 1e6) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
