// SPDX-License-Identifier: Apache-2.0
//
// Owns: the reasons for which pulses are not believed. Must not know: how they are found, how they are worded.

/// Why pulses are not believed to be magnets that a person moved.
package enum SuspicionKind: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// Equal gaps without the swing of steps for longer than anybody walks like that: mains hum, a motor, a dimmer.
  case regular = 1
  /// Gaps, or the share of each gap for which the line is at the magnet's level, that jump about as no belt's do: a
  /// magnet that stands at the switching point, a loose plug.
  case chatter = 2
  /// Starts and stops that no person's force can give to a belt of this mass.
  case impossible = 3
}

/// A reason not to believe pulses.
package struct Suspicion: Sendable, Equatable, BitwiseCopyable {
  package var kind: SuspicionKind
  /// Of a regular train: edges of one transition a second; 0 where it has none.
  package var frequencyHz: Double

  package init(_ kind: SuspicionKind, frequencyHz: Double = 0) {
    self.kind = kind
    self.frequencyHz = frequencyHz
  }
}
