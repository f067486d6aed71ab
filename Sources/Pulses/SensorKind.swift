// SPDX-License-Identifier: Apache-2.0
//
// Owns: the number of switches that detect the magnets. Must not know: lines, names.

/// The sensor of a machine.
package enum SensorKind: UInt8, Sendable, Equatable {
  /// One switch: pulses without a direction.
  case single = 0
  /// Two switches, the second a fraction of a magnet's active width after the first: their order gives the direction.
  case quadrature = 1
}
