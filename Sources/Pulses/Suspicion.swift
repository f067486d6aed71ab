// SPDX-License-Identifier: Apache-2.0
//
// Owns: the reasons why pulses are suspect. Must not know: how they are found, how they are worded.

/// Why pulses do not look like magnets moved by a person.
package enum SuspicionKind: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// Equal gaps without the swing of steps for longer than any walk has them: mains hum, a motor, a dimmer.
  case regular = 1
  /// Gaps, or the share of each gap for which the line is at the magnet's level, that jump in a manner no belt can: a
  /// magnet parked at the switching point, a loose plug.
  case chatter = 2
  /// Starts and stops that no person's force can cause on a belt of this mass.
  case impossible = 3
}

/// A reason why pulses are suspect.
package struct Suspicion: Sendable, Equatable, BitwiseCopyable {
  package var kind: SuspicionKind
  /// Of a regular train: edges of one transition per second; 0 without a train.
  package var frequencyHz: Double

  package init(_ kind: SuspicionKind, frequencyHz: Double = 0) {
    self.kind = kind
    self.frequencyHz = frequencyHz
  }
}
