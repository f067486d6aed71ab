// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the set detector has to say. Must not know: who listens.

/// Where the belt is between sets.
package enum SetPhase: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// Nothing moves.
  case idle = 0
  /// It moves, but may yet be a bump.
  case candidate = 1
  /// A set runs.
  case active = 2
  /// A set runs and the belt stands.
  case paused = 3
}

/// Why a set ended.
package enum SetEndReason: UInt8, Sendable, Equatable, BitwiseCopyable {
  /// The belt stood for longer than a pause.
  case stopped = 0
  /// The sensor was unplugged or failed.
  case sensorLost = 1
  /// The daemon was asked to stop.
  case shutdown = 2
  /// The recording ended.
  case inputEnded = 3
  /// The set reached the longest length kept as one.
  case tooLong = 4
  /// The program was killed or the power cut; the set was put together again afterwards.
  case interrupted = 5
}

/// Something the set detector noticed. Times are CLOCK_MONOTONIC nanoseconds.
package enum SetEvent: Sendable, Equatable, BitwiseCopyable {
  /// The belt began to move with this pulse. Keep the edges from here on.
  case began(firstPulseNs: Int64)
  /// What began was a bump; forget it.
  case dropped
  /// What began is a set.
  case confirmed
  case paused(lastPulseNs: Int64)
  case resumed
  /// The set is over; its last pulse was this one. Edges after it are not part of it.
  case ended(lastPulseNs: Int64, reason: SetEndReason)
}
