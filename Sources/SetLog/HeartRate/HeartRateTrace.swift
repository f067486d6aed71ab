// SPDX-License-Identifier: Apache-2.0
//
// Owns: the heart rate of a set over time, its mean and greatest value. Must not know: how it is stored.

/// The heart rate of a set over time.
public struct HeartRateTrace: Sendable, Equatable {
  /// One value.
  public struct Sample: Sendable, Equatable {
    /// Since the set's start, milliseconds; a few samples come from just before it.
    public var timeMs: Int64
    /// Beats per minute; nil is unknown.
    public var bpm: Int?

    /// All fields.
    public init(timeMs: Int64, bpm: Int?) {
      self.timeMs = timeMs
      self.bpm = bpm
    }
  }

  /// A value holds for so long if none follows, milliseconds; then the heart rate is unknown.
  public static let holdMs: Int64 = 5000

  /// In the order of time.
  public var samples: [Sample]
  /// How long the set took, milliseconds.
  public var durationMs: Int64

  /// A series of a set.
  /// - Parameters:
  ///   - samples: in the order of time.
  ///   - durationMs: of the set, milliseconds.
  public init(samples: [Sample], durationMs: Int64) {
    self.samples = samples
    self.durationMs = durationMs
  }

  init(_ samples: [HeartRateSample], of record: SetRecord) {
    let startNs = record.clock.monotonicNs
    self.init(
      samples: samples.map {
        Sample(timeMs: PackedHeartRate.milliseconds(from: startNs, to: $0.timestampNs), bpm: $0.bpm)
      }, durationMs: Int64(exactly: (record.durationS * 1000).rounded()) ?? 0)
  }

  /// The heart rate at a time, beats per minute; nil is unknown.
  /// - Parameter timeMs: since the set's start.
  public func bpm(atMs timeMs: Int64) -> Int? {
    var low = 0
    var high = samples.count
    while low < high {
      let middle = (low + high) / 2
      if samples[middle].timeMs <= timeMs { low = middle + 1 } else { high = middle }
    }
    guard low > 0, timeMs - samples[low - 1].timeMs <= Self.holdMs else { return nil }
    return samples[low - 1].bpm
  }

  /// Mean over the time of the set in which it is known, beats per minute; nil if it never is.
  public var meanBpm: Double? {
    var beats = 0.0
    var knownMs: Int64 = 0
    for span in known {
      beats += Double(span.bpm) * Double(span.lengthMs)
      knownMs += span.lengthMs
    }
    return knownMs > 0 ? beats / Double(knownMs) : nil
  }

  /// The greatest value within the set, beats per minute; nil if it is never known.
  public var maxBpm: Int? { known.map(\.bpm).max() }

  /// How long each known value holds within the set.
  private var known: [(bpm: Int, lengthMs: Int64)] {
    samples.indices.compactMap { index in
      guard let bpm = samples[index].bpm else { return nil }
      let nextMs = index + 1 < samples.count ? samples[index + 1].timeMs : .max
      let endMs = min(nextMs, samples[index].timeMs + Self.holdMs, durationMs)
      let lengthMs = endMs - max(0, samples[index].timeMs)
      return lengthMs > 0 ? (bpm, lengthMs) : nil
    }
  }
}
