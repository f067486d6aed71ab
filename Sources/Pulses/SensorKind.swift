// SPDX-License-Identifier: Apache-2.0
//
// Owns: how many switches look at the magnets. Must not know: lines, names.

/// The sensor of a machine.
package enum SensorKind: UInt8, Sendable, Equatable {
  /// One switch: pulses without a direction.
  case single = 0
  /// Two switches, the second a fraction of a magnet's active width after the first: the order tells the direction.
  case quadrature = 1
}
