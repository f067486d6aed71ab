// SPDX-License-Identifier: Apache-2.0
//
// Owns: a finished set's figures -> a record with identity, wall time and position in the session.
// Must not know: databases.

import Motion
import Pulses
import SetLog
import Sets
import Settings

/// Turns finished sets into records, in order.
package struct RecordBuilder: Sendable {
  private let machine: String
  private var profile: MachineProfile
  private var tracker: SessionTracker
  private var sessionId = ""
  package private(set) var calibration: CalibrationRecord

  package init(machine: String, profile: MachineProfile, rules: SetRules = SetRules()) {
    self.machine = machine
    self.profile = profile
    tracker = SessionTracker(rules: rules)
    calibration = CalibrationRecord(json: Self.json(profile))
  }

  /// A new calibration; the session goes on.
  package mutating func use(_ profile: MachineProfile) {
    self.profile = profile
    calibration = CalibrationRecord(json: Self.json(profile))
  }

  /// Resumes the session of the newest set in the log if it is of this boot: only then are its monotonic times comparable.
  package mutating func resume(after last: SetRecord, bootId: String) {
    guard last.clock.bootId == bootId else { return }
    sessionId = last.sessionId
    tracker.resume(lastEndNs: last.clock.monotonicEndNs, index: last.indexInSession)
  }

  /// Resumes the session of an earlier boot, if both clocks are sure: its end in belt time follows from the wall time.
  package mutating func resume(after last: SetRecord, clock: BeltClock) {
    guard last.clock.bootId != clock.bootId, last.clock.quality.isSynchronised, clock.isSynchronised else {
      return
    }
    sessionId = last.sessionId
    tracker.resume(
      lastEndNs: last.endedAt.unixMs &* 1_000_000 &- clock.offsetNs, index: last.indexInSession)
  }

  /// The position in its session of a set that began at that time.
  package func position(startNs: Int64) -> Int {
    var next = tracker
    return next.assign(startNs: startNs, endNs: startNs).index
  }

  /// The record of a set. Call once for each set, in order.
  /// - Parameter id: the set's identifier (`SetIdentity`).
  package mutating func record(_ finished: FinishedSet, id: String, clock: BeltClock) -> SetRecord {
    let position = tracker.assign(startNs: finished.startNs, endNs: finished.endNs)
    let startMs = clock.wallMs(atNs: finished.startNs)
    if position.beginsSession { sessionId = SetIdentity.sessionId(firstSet: id, startMs: startMs) }
    var record = SetRecord(
      id: id, sessionId: sessionId, indexInSession: position.index,
      startedAt: clock.instant(atNs: finished.startNs), endedAt: clock.instant(atNs: finished.endNs),
      clock: RecordClock(
        quality: ClockQuality(isSynchronised: clock.isSynchronised), bootId: clock.bootId,
        monotonicNs: finished.startNs, monotonicEndNs: finished.endNs),
      durationS: finished.durationS, movingTimeS: finished.movingTimeS, distanceM: finished.distanceM,
      distanceSdM: finished.distanceSdM, meanSpeedMps: finished.meanSpeedMps,
      maxSpeedMps: finished.maxSpeedMps,
      machine: machine, quality: RecordQuality(finished), calibrationId: calibration.id,
      softwareVersion: SoftwareVersion.current)
    record.restBeforeS = position.restBeforeS
    record.utcOffsetS = WallTime.utcOffsetS(unixMs: startMs)
    record.fill(finished)
    record.roundMeasuredValues()
    return record
  }

  /// The same set with recomputed figures: walker, time, position in the session and decisions stay.
  package func recomputed(_ old: SetRecord, _ finished: FinishedSet) -> SetRecord {
    var record = old
    record.startedAt = Self.moved(old.startedAt, byNs: finished.startNs &- old.clock.monotonicNs)
    record.endedAt = Self.moved(old.endedAt, byNs: finished.endNs &- old.clock.monotonicEndNs)
    record.clock.monotonicNs = finished.startNs
    record.clock.monotonicEndNs = finished.endNs
    record.durationS = finished.durationS
    record.movingTimeS = finished.movingTimeS
    record.distanceM = finished.distanceM
    record.distanceSdM = finished.distanceSdM
    record.meanSpeedMps = finished.meanSpeedMps
    record.maxSpeedMps = finished.maxSpeedMps
    record.quality = RecordQuality(finished)
    record.quality.recovered = old.quality.recovered
    record.quality.endReason = old.quality.endReason
    record.calibrationId = calibration.id
    record.softwareVersion = SoftwareVersion.current
    record.fill(finished)
    record.roundMeasuredValues()
    if old.accepted != nil { record.suspect = nil }
    return record
  }

  /// A wall time moved as the boundary moved in belt time.
  private static func moved(_ instant: Instant, byNs shiftNs: Int64) -> Instant {
    Instant(unixMs: instant.unixMs &+ Int64((Double(shiftNs) / 1e6).rounded()))
  }

  /// The machine as JSON; the same machine gives the same text. The walker's body mass is no part of it: it is the
  /// walker's own, and sets of two walkers on one machine compare.
  private static func json(_ profile: MachineProfile) -> String {
    let drag = profile.drag
    func pair(_ quantity: UncertainValue) -> String { "[\(quantity.value),\(quantity.sd)]" }
    let arcs = (0..<profile.wheel.magnets).map { "\(profile.wheel.arcM($0))" }.joined(separator: ",")
    let joint = drag.covariance
    let covariance = (0..<4).flatMap { row in (0...row).map { "\(joint[row, $0])" } }.joined(separator: ",")
    return """
      {"circumferenceM":\(profile.wheel.circumferenceM),"arcsM":[\(arcs)],"edge":"\(profile.pulseEdge)","sensor":"\(profile.sensor)",\
      "drag":{"massKg":\(pair(drag.massKg)),"c0N":\(pair(drag.c0N)),"c1NsPerM":\(pair(drag.c1NsPerM)),\
      "c2Ns2PerM2":\(pair(drag.c2Ns2PerM2)),"mu":\(pair(drag.mu)),"calibrated":\(drag.isCalibrated),"covariance":[\(covariance)]},\
      "shareOnBelt":\(pair(WalkerLoad().shareOnBelt)),\
      "relativeLengthSd":\(profile.relativeLengthSd),"magnetPlacementSdM":\(profile.magnetPlacementSdM)}
      """
  }
}
