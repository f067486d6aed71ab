// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that is logged of one set, together. Must not know: how it is stored.

import Pulses

/// A set to be logged: its figures, its trace, its raw pulses and the calibration they were computed with.
public struct SetEntry: Sendable, Equatable {
  /// The figures.
  public var record: SetRecord
  /// The set over time; nil if unknown.
  public var trace: SetTrace?
  /// The calibration that the figures were computed with.
  public var calibration: CalibrationRecord
  /// Every edge, rejected ones included.
  package var edges: [Edge]
  /// The edges of the line in the minute before a suspect set: they show what was wrong with the sensor.
  /// Empty for none.
  package var context: [Edge] = []
  /// What a heart-rate strap has sent during the set and in the seconds before it, in the order of time; empty for none.
  public var heartRate: [HeartRateSample] = []
  /// What the belt has run up to the end of this set.
  public var odometer: OdometerReading?

  package init(record: SetRecord, trace: SetTrace?, calibration: CalibrationRecord, edges: [Edge]) {
    self.record = record
    self.trace = trace
    self.calibration = calibration
    self.edges = edges
  }

  /// - Parameters:
  ///   - record: the figures; its `calibrationId` must be `calibration.id`.
  ///   - trace: the set over time.
  ///   - calibration: the machine, in whatever JSON describes it.
  ///   - pulseTimesNs: when each magnet passed, nanoseconds of a monotonic clock; kept for recomputing the set.
  public init(
    record: SetRecord, trace: SetTrace? = nil, calibration: CalibrationRecord, pulseTimesNs: [Int64] = []
  ) {
    self.init(
      record: record, trace: trace, calibration: calibration,
      edges: pulseTimesNs.map { Edge(timestampNs: $0) })
  }
}
