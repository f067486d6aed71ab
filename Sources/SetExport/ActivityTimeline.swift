// SPDX-License-Identifier: Apache-2.0
//
// Owns: a session as one activity: wall times that never run back, and one odometer for all its sets.
// Must not know: formats.

import SetLog
import Text

/// What happened in an interval that ends at an instant.
struct ActivitySample {
  var unixMs: Int64
  /// Since the activity's start, metres.
  var distanceM: Double
  /// Distance over time of the interval, m/s; nil if nothing is known of the set over time.
  var speedMps: Double?
  /// Mean over the interval, watts; below 0 where the belt gave back what was stored in it.
  var powerW: Double?
  /// Mean over the interval, newtons; nil if the belt hardly moved.
  var forceN: Double?
  /// At the instant, beats per minute; nil is unknown.
  var heartRateBpm: Int?
}

/// A set with its place in an activity.
struct TimedSet {
  /// Below this way in an interval a force is work over nearly nothing.
  private static let leastForceWayM = 0.1
  /// No set is that long; a record that says so came from elsewhere and is not told second by second.
  private static let longestTracedMs: Int64 = 7 * 86_400_000

  let record: SetRecord
  let startMs: Int64
  let endMs: Int64
  /// Distance of the sets before, metres.
  let beforeM: Double
  /// Whether the set is known over time.
  let hasTrace: Bool
  private let trace: SetTrace
  /// Nil if no strap was worn.
  let heartRate: HeartRateTrace?

  fileprivate init(_ set: ExportedSet, startMs: Int64, endMs: Int64, beforeM: Double) {
    record = set.record
    self.startMs = startMs
    self.endMs = endMs
    self.beforeM = beforeM
    hasTrace = set.trace.points.count > 1 && endMs - startMs <= Self.longestTracedMs
    trace = set.trace
    heartRate = set.heartRate
  }

  /// Distance of all sets up to the end of this one, metres.
  var afterM: Double { beforeM + (record.distanceM.isFinite ? max(0, record.distanceM) : 0) }

  /// The whole seconds of wall time that hold the set: the belt is stopped at the first and at the last.
  var seconds: ClosedRange<Int64> { startMs.flooredToSeconds...(endMs + 999).flooredToSeconds }

  /// What happened between two instants; before its start and after its end the set's belt stood.
  func sample(fromMs: Int64, toMs: Int64) -> ActivitySample {
    var sample = ActivitySample(unixMs: toMs, distanceM: toMs <= startMs ? beforeM : afterM)
    sample.heartRateBpm = heartRate?.bpm(atMs: toMs - startMs)
    guard hasTrace else { return sample }
    let (fromS, toS) = (timeS(fromMs), timeS(toMs))
    if toMs < endMs {
      let positionM = beforeM + trace.distanceM(atS: toS)
      sample.distanceM = positionM.isFinite ? min(max(beforeM, positionM), afterM) : beforeM
    }
    let lengthS = Double(toMs - fromMs) / 1000
    guard lengthS > 0 else { return sample }
    let travelM = trace.distanceM(atS: toS) - trace.distanceM(atS: fromS)
    guard travelM.isFinite else { return sample }
    sample.speedMps = travelM / lengthS
    guard let toJ = trace.workJ(atS: toS), let fromJ = trace.workJ(atS: fromS), (toJ - fromJ).isFinite else {
      return sample
    }
    sample.powerW = (toJ - fromJ) / lengthS
    if travelM >= Self.leastForceWayM { sample.forceN = (toJ - fromJ) / travelM }
    return sample
  }

  private func timeS(_ unixMs: Int64) -> Double { Double(unixMs - startMs) / 1000 }
}

/// A session as an activity.
struct ActivityTimeline {
  let sets: [TimedSet]

  /// - Parameter earliestMs: no set begins before; what does came from a clock that was not set.
  init(_ session: ExportedSession, earliestMs: Int64) {
    var sets: [TimedSet] = []
    var lastMs = earliestMs
    var travelM = 0.0
    for set in session.sets {
      // A clock that was not sure may let sets overlap: they follow one another nonetheless.
      let startMs = max(set.record.startedAt.unixMs, lastMs)
      let endMs = startMs + Self.milliseconds(set.record.durationS)
      sets.append(TimedSet(set, startMs: startMs, endMs: endMs, beforeM: travelM))
      lastMs = endMs
      travelM = sets.last?.afterM ?? 0
    }
    self.sets = sets
  }

  private static func milliseconds(_ seconds: Double) -> Int64 {
    DecimalText.steps(min(max(0, seconds), 1e8), 3) ?? 0
  }

  var startMs: Int64 { sets.first?.startMs ?? 0 }
  var endMs: Int64 { sets.last?.endMs ?? 0 }
  var distanceM: Double { sets.last?.afterM ?? 0 }

  /// A sum over all sets; nil if it is unknown of any.
  func sum(_ figure: (SetRecord) -> Double?) -> Double? {
    var sum = 0.0
    for set in sets {
      guard let value = figure(set.record) else { return nil }
      sum += value
    }
    return sum
  }

  /// The heart rate of all sets in which it is known, each by its length, beats per minute.
  var meanHeartRateBpm: Double? {
    var beats = 0.0
    var lengthS = 0.0
    for set in sets {
      guard let bpm = set.heartRate?.meanBpm, set.record.durationS.isFinite else { continue }
      beats += bpm * set.record.durationS
      lengthS += set.record.durationS
    }
    return lengthS > 0 ? beats / lengthS : nil
  }

  /// The greatest heart rate of all sets, beats per minute; nil if it is never known.
  var maxHeartRateBpm: Int? { sets.compactMap { $0.heartRate?.maxBpm }.max() }

  /// The greatest of all sets; nil if it is unknown of any.
  func greatest(_ figure: (SetRecord) -> Double?) -> Double? {
    let values = sets.compactMap { figure($0.record) }
    return values.count == sets.count ? values.max() : nil
  }
}

extension Int64 {
  /// Milliseconds as whole seconds before, also before 1970.
  var flooredToSeconds: Int64 { self >= 0 ? self / 1000 : (self - 999) / 1000 }
}
