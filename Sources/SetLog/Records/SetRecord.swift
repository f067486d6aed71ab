// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shape of a logged set, shared by the database, the command line and every export.
// Must not know: how its figures were computed.

/// How sure a record's wall-clock times are, and the monotonic times that are always right.
public struct RecordClock: Codable, Sendable, Equatable {
  /// Whether the network had confirmed the clock.
  public var quality: ClockQuality
  /// The boot that the monotonic times belong to.
  public var bootId: String
  /// CLOCK_MONOTONIC at the set's start, nanoseconds.
  public var monotonicNs: Int64
  /// CLOCK_MONOTONIC at the set's end, nanoseconds.
  public var monotonicEndNs: Int64

  /// All fields.
  public init(quality: ClockQuality, bootId: String, monotonicNs: Int64, monotonicEndNs: Int64) {
    self.quality = quality
    self.bootId = bootId
    self.monotonicNs = monotonicNs
    self.monotonicEndNs = monotonicEndNs
  }
}

/// What became of the edges of a set, and how far its figures can be trusted.
public struct RecordQuality: Codable, Sendable, Equatable {
  /// Magnets that were counted.
  public var pulses: Int64
  /// Every edge that came, rejected ones included.
  public var edges: Int64
  /// Edges rejected as contact bounce while a magnet closed the contact.
  public var bounces: Int64
  /// Edges rejected as contact bounce after a magnet had left; nil in older sets.
  public var openingBounces: Int64?
  /// Edges rejected because no person can move a belt so soon to the next magnet; nil in older sets.
  public var impossible: Int64?
  /// Pulses that the sensor missed, if that was estimated.
  public var missed: Int64?
  /// Pulses that no magnet can have made and that are not in the distance; nil in older sets.
  public var discarded: Int64?
  /// Pulses faster than any belt.
  public var implausible: Int64
  /// Edges rejected since their time went back.
  public var wentBack: Int64
  /// Edges lost in the kernel; nil if the interface does not count them.
  public var lostEdges: Int64?
  /// Whether the set was recovered after the program had been killed.
  public var recovered: Bool
  /// Whether the end was separated from coasting by the machine's own coast-down curve.
  public var endIsRefined: Bool
  /// Whether power, work and force rest on a kind's default drag instead of a calibration.
  public var powerIsEstimated: Bool
  /// Why the set ended.
  public var endReason: EndReason

  /// A record of a set with nothing wrong.
  public init(pulses: Int64, edges: Int64) {
    self.pulses = pulses
    self.edges = edges
    bounces = 0
    openingBounces = nil
    impossible = nil
    missed = nil
    discarded = nil
    implausible = 0
    wentBack = 0
    lostEdges = nil
    recovered = false
    endIsRefined = false
    powerIsEstimated = true
    endReason = .stopped
  }
}

/// A person's word that a set is right.
public struct RecordAcceptance: Codable, Sendable, Equatable {
  /// When it was accepted.
  public var at: Instant
  /// Why the set was suspect until then; nil if it was not suspect, but discarded and restored.
  public var suspect: String?

  /// All fields.
  public init(at: Instant, suspect: String? = nil) {
    self.at = at
    self.suspect = suspect
  }
}

/// One finished set. SI units; the unit ends the name; nil is unknown and written as `null`.
///
///     let set = try log.set(id: "01a1fdbf")
///     print(set.startedAt, set.distanceM, set.distanceSdM, set.meanPowerW ?? "unknown")
///     print(set.json)
///
/// A record comes from the log, from the pulses of a sensor (`SetEntry.init(pulseTimesNs:wheel:machine:...)`), or from
/// values that another program has measured. JSON, tables and the database have every field under its own name.
public struct SetRecord: Codable, Sendable, Equatable, Identifiable {
  /// UUID version 7; inserting a record again under the same id changes nothing.
  public var id: String
  /// UUID version 7 of the session.
  public var sessionId: String
  /// From 1.
  public var indexInSession: Int
  /// Wall time of the first motion.
  public var startedAt: Instant
  /// Wall time of the end.
  public var endedAt: Instant
  /// How far the wall clocks of the place were ahead of UTC, seconds: with it a set belongs to a day.
  public var utcOffsetS: Int
  /// How sure the two times above are.
  public var clock: RecordClock
  /// From the first motion to the end.
  public var durationS: Double
  /// `durationS` without the pauses within the set.
  public var movingTimeS: Double
  /// From the end of the set before; nil for the first of a session.
  public var restBeforeS: Double?
  /// Pulses times arc.
  public var distanceM: Double
  /// Standard uncertainty of the distance.
  public var distanceSdM: Double
  /// Distance over moving time.
  public var meanSpeedMps: Double
  /// The fastest second.
  public var maxSpeedMps: Double
  /// Work over moving time.
  public var meanPowerW: Double?
  /// Standard uncertainty of the mean power.
  public var powerSdW: Double?
  /// The strongest second.
  public var maxPowerW: Double?
  /// Work on the belt.
  public var workJ: Double?
  /// Work over distance.
  public var meanForceN: Double?
  /// How much slower the last third was than the first, relative: 0.05 is 5 % slower.
  public var fade: Double?
  /// Steps, if they could be counted.
  public var steps: Int?
  /// Steps per minute, if they could be counted.
  public var cadenceSpm: Double?
  /// In which direction the belt moved, if the sensor can know it.
  public var direction: RecordDirection?
  /// The training protocol it belongs to.
  public var `protocol`: String?
  /// The walker; nil is anonymous.
  public var walker: String?
  /// Body mass that power and work were computed with, kilograms; nil for the usual one.
  public var walkerMassKg: Double?
  /// Perceived exertion, 0 (rest) to 10 in halves, as the walker noted afterwards (Borg CR10).
  public var rpe: Double?
  /// Pain, 0 (none) to 10 (the worst), as the walker noted afterwards (numeric rating scale).
  public var pain: Int?
  /// A remark about the set.
  public var note: String?
  /// Why the pulses are not believed to be a person's walk: then the set counts for nothing until a person accepts it.
  /// nil if the set is not suspect, and once it was accepted.
  public var suspect: String?
  /// A person's confirmation that a suspect set is right.
  public var accepted: RecordAcceptance?
  /// When a person discarded the set. It is kept, but no list, total, best or export has it.
  public var discardedAt: Instant?
  /// Name of the machine.
  public var machine: String
  /// What became of the edges.
  public var quality: RecordQuality
  /// The calibration that the figures were computed with.
  public var calibrationId: String
  /// The program that computed them.
  public var softwareVersion: String

  /// A record with everything optional unknown.
  public init(
    id: String, sessionId: String, indexInSession: Int, startedAt: Instant, endedAt: Instant,
    clock: RecordClock,
    durationS: Double, movingTimeS: Double, distanceM: Double, distanceSdM: Double, meanSpeedMps: Double,
    maxSpeedMps: Double, machine: String, quality: RecordQuality, calibrationId: String,
    softwareVersion: String
  ) {
    self.id = id
    self.sessionId = sessionId
    self.indexInSession = indexInSession
    self.startedAt = startedAt
    self.endedAt = endedAt
    utcOffsetS = 0
    self.clock = clock
    self.durationS = durationS
    self.movingTimeS = movingTimeS
    self.distanceM = distanceM
    self.distanceSdM = distanceSdM
    self.meanSpeedMps = meanSpeedMps
    self.maxSpeedMps = maxSpeedMps
    self.machine = machine
    self.quality = quality
    self.calibrationId = calibrationId
    self.softwareVersion = softwareVersion
  }
}

extension SetRecord {
  /// A record to be filled field by field.
  static let blank = SetRecord(
    id: "", sessionId: "", indexInSession: 1, startedAt: Instant(unixMs: 0), endedAt: Instant(unixMs: 0),
    clock: RecordClock(quality: .unsure, bootId: "", monotonicNs: 0, monotonicEndNs: 0), durationS: 0,
    movingTimeS: 0, distanceM: 0, distanceSdM: 0, meanSpeedMps: 0, maxSpeedMps: 0, machine: "",
    quality: RecordQuality(pulses: 0, edges: 0), calibrationId: "", softwareVersion: "")
}
