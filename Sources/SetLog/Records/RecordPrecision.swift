// SPDX-License-Identifier: Apache-2.0
//
// Owns: how precisely the measured values of a record are kept. Must not know: how they are measured or shown.

import Text

extension SetRecord {
  /// A nanosecond, a nanometre: far below anything that was measured.
  private static let keptDecimals = 9

  /// Rounds every measured value to a billionth. What adding binary numbers leaves behind it says nothing, and would be
  /// read as a measurement wherever the value is written in full: 11.879999999999999 m are 11.88 m.
  package mutating func roundMeasuredValues() {
    for value in Self.measuredValues {
      self[keyPath: value] = DecimalText.rounded(self[keyPath: value], Self.keptDecimals)
    }
    for value in Self.measuredIfKnown {
      self[keyPath: value] = self[keyPath: value].map { DecimalText.rounded($0, Self.keptDecimals) }
    }
  }

  private static let measuredValues: [any WritableKeyPath<SetRecord, Double> & Sendable] = [
    \.durationS, \.movingTimeS, \.distanceM, \.distanceSdM, \.meanSpeedMps, \.maxSpeedMps,
  ]

  private static let measuredIfKnown: [any WritableKeyPath<SetRecord, Double?> & Sendable] = [
    \.restBeforeS, \.meanPowerW, \.powerSdW, \.maxPowerW, \.workJ, \.meanForceN, \.fade, \.cadenceSpm,
  ]
}
