// SPDX-License-Identifier: Apache-2.0
//
// Owns: the events of the set detector. Must not know: who listens.

/// The belt's state between and within sets.
package enum SetPhase: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// No motion.
  case idle = 0
  /// Motion that may yet be a bump.
  case candidate = 1
  /// A set is in progress.
  case active = 2
  /// A set is in progress and the belt is stopped.
  case paused = 3
}

/// Why a set ended.
package enum SetEndReason: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// The belt was stopped for longer than a pause.
  case stopped = 0
  /// The sensor was unplugged or failed.
  case sensorLost = 1
  /// The daemon was asked to stop.
  case shutdown = 2
  /// The recording ended.
  case inputEnded = 3
  /// The set reached the maximum length of one set.
  case tooLong = 4
  /// The program was killed or the power cut; the set was recovered afterwards.
  case interrupted = 5
}

/// An event of the set detector. Times are CLOCK_MONOTONIC nanoseconds.
package enum SetEvent: Sendable, Equatable, BitwiseCopyable {
  /// The belt began to move with this pulse. Keep the edges from here on.
  case began(firstPulseNs: Int64)
  /// What began was a bump; discard it.
  case dropped
  /// What began is a set.
  case confirmed
  case paused(lastPulseNs: Int64)
  case resumed
  /// The set is over; its last pulse was this one. Edges after it are not part of it.
  case ended(lastPulseNs: Int64, reason: SetEndReason)
}
