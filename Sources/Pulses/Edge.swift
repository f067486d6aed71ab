// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shape of one kernel event. Must not know: chips, files, magnets.

/// The level a sensor line changed to.
package enum Transition: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// The line went low. With a pull-up and an open-collector Hall switch: the magnet arrived.
  case falling = 0
  /// The line went high.
  case rising = 1
}

/// One change of level on a sensor line, timestamped by the kernel in its interrupt handler.
package struct Edge: Sendable, Equatable, BitwiseCopyable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timestampNs: Int64
  /// The kernel's count of edges since the request, from 1, over all lines that were requested together;
  /// 0 if the interface gives none (libgpiod 1.x), so that losses there stay unknown.
  package var sequence: Int64
  /// Which of the machine's sensor lines: 0, or 1 for the second line of a quadrature pair.
  package var line: Int
  package var transition: Transition

  package init(timestampNs: Int64, sequence: Int64 = 0, line: Int = 0, transition: Transition = .falling) {
    self.timestampNs = timestampNs
    self.sequence = sequence
    self.line = line
    self.transition = transition
  }
}
