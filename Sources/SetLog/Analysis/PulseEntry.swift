// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set from nothing but the times of its pulses, for programs that measure with their own sensor.
// Must not know: files, databases.

import Motion
import Pulses
import Sets

/// The wheel whose magnets make the pulses.
public struct PulseWheel: Sendable, Equatable {
  /// Travel of the belt per turn, metres; 0.01 to 10.
  public var circumferenceM: Double
  /// Magnets on it, at equal distances; 1 to 64.
  public var magnets: Int

  /// All fields.
  public init(circumferenceM: Double, magnets: Int) {
    self.circumferenceM = circumferenceM
    self.magnets = magnets
  }
}

extension SetEntry {
  /// Computes a set from the times at which magnets passed: distance, speeds, power by a usual drag, and its trace.
  ///
  ///     let entry = SetEntry(
  ///       pulseTimesNs: timestamps, wheel: PulseWheel(circumferenceM: 0.18, magnets: 4), machine: "My treadmill",
  ///       startedAt: Instant(unixMs: 1_790_000_000_000), sessionId: "my session", software: "my program 1.0")
  ///     if let entry { try log.insert(entry) }
  ///
  /// The same pulses give the same identifier: a set that is logged again after a crash is recognised.
  /// - Parameters:
  ///   - pulseTimesNs: when each magnet passed, nanoseconds of a monotonic clock, in their order.
  ///   - wheel: the wheel that made the pulses.
  ///   - machine: the machine's name.
  ///   - startedAt: wall time of the first pulse.
  ///   - clockQuality: how sure that is.
  ///   - bootId: identifies the run of the monotonic clock.
  ///   - sessionId: the session that the set belongs to.
  ///   - indexInSession: which set of the session, from 1.
  ///   - software: the program that measured.
  /// - Returns: nil if the wheel is not within its limits, or the pulses are too few for a set.
  public init?(
    pulseTimesNs: [Int64], wheel: PulseWheel, machine: String, startedAt: Instant,
    clockQuality: ClockQuality = .unsure, bootId: String = "", sessionId: String, indexInSession: Int = 1,
    software: String
  ) {
    guard let first = pulseTimesNs.first,
      let magnets = try? MagnetWheel(circumferenceM: wheel.circumferenceM, magnets: wheel.magnets)
    else { return nil }
    let profile = MachineProfile(wheel: magnets, drag: .standard(for: .motorisedOff))
    let edges = pulseTimesNs.map { Edge(timestampNs: RawPulses.rounded($0)) }
    guard let analysed = CollectedSet(edges: edges, reason: .stopped).analysed(profile),
      analysed.figures.distanceM > 0
    else { return nil }
    let calibration = CalibrationRecord(
      json: "{\"circumferenceM\":\(wheel.circumferenceM),\"magnets\":\(wheel.magnets)}")
    let values = analysed.figures
    func instant(_ timeNs: Int64) -> Instant {
      Instant(unixMs: startedAt.unixMs &+ (timeNs &- first) / 1_000_000)
    }
    var record = SetRecord(
      id: UUIDv7.make(unixMs: startedAt.unixMs, hashing: "\(bootId) \(machine) \(first)".utf8),
      sessionId: sessionId, indexInSession: indexInSession, startedAt: instant(values.startNs),
      endedAt: instant(values.endNs),
      clock: RecordClock(
        quality: clockQuality, bootId: bootId, monotonicNs: values.startNs, monotonicEndNs: values.endNs),
      durationS: values.durationS, movingTimeS: values.movingTimeS, distanceM: values.distanceM,
      distanceSdM: values.distanceSdM, meanSpeedMps: values.meanSpeedMps, maxSpeedMps: values.maxSpeedMps,
      machine: machine, quality: RecordQuality(values), calibrationId: calibration.id,
      softwareVersion: software)
    record.fill(values)
    record.roundMeasuredValues()
    self.init(record: record, trace: analysed.trace, calibration: calibration, edges: edges)
  }
}
