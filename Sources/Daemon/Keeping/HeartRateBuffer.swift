// SPDX-License-Identifier: Apache-2.0
//
// Owns: what heart-rate straps have sent for a machine, until its set is logged. Must not know: sockets, straps, the log.

import SetLog
import Synchronization

/// The newest heart rates of a machine, in bounded memory.
final class HeartRateBuffer: Sendable {
  /// More than four hours of one a second; beyond, the oldest go.
  static let mostSamples = 16_384
  /// What comes sooner after the sample before is left out: a sender out of control needs no memory.
  static let leastGapNs: Int64 = 200_000_000
  /// A value is shown for so long if none follows it.
  static let freshNs: Int64 = 5_000_000_000
  /// The time of a sample may be ahead of this computer's by rounding only.
  static let mostAheadNs: Int64 = 1_000_000_000
  /// A sample that is older was held up on its way.
  static let mostLateNs: Int64 = 60_000_000_000

  private struct State {
    /// On the belt's clock.
    var samples: [HeartRateSample] = []
    /// On the computer's clock.
    var newestNs = Int64.min
    var newestBpm: Int?
  }

  private let state = Mutex(State())

  /// Takes a sample.
  /// - Parameters:
  ///   - sample: on the computer's clock.
  ///   - shiftNs: from there to the belt's clock; 0 for a live belt.
  /// - Returns: false if it is out of order, or too soon after the one before.
  func take(_ sample: HeartRateSample, shiftNs: Int64) -> Bool {
    state.withLock { state in
      guard state.newestNs == .min || sample.timestampNs &- state.newestNs >= Self.leastGapNs else {
        return false
      }
      state.newestNs = sample.timestampNs
      state.newestBpm = sample.bpm
      var kept = sample
      kept.timestampNs &+= shiftNs
      // A recording that is played slowly may stand between two samples.
      if let last = state.samples.last, kept.timestampNs <= last.timestampNs {
        state.samples[state.samples.count - 1].bpm = kept.bpm
        return true
      }
      if state.samples.count == Self.mostSamples { state.samples.removeFirst(Self.mostSamples / 4) }
      state.samples.append(kept)
      return true
    }
  }

  /// What the displays show; nil is unknown.
  /// - Parameter nowNs: on the computer's clock.
  func newest(nowNs: Int64) -> Int? {
    state.withLock { state in
      guard state.newestNs != .min, nowNs &- state.newestNs < Self.freshNs else { return nil }
      return state.newestBpm
    }
  }

  /// The samples of a span of the belt's clock, both ends included.
  func samples(fromNs: Int64, toNs: Int64) -> [HeartRateSample] {
    state.withLock { state in
      let from = state.samples.firstIndex { $0.timestampNs >= fromNs } ?? state.samples.endIndex
      return Array(state.samples[from...].prefix { $0.timestampNs <= toNs })
    }
  }
}
