// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set as programs read it. Must not know: requests.

import SetLog

/// A set for programs: SI units, the unit ends the name, null is unknown. docs/web-api.json describes it.
struct SetJSON: Encodable, Sendable, Equatable {
  var id: String
  var sessionId: String
  var indexInSession: Int
  var startedAt: String
  var endedAt: String
  var utcOffsetS: Int
  var durationS: Double
  var distanceM: Double
  var distanceSdM: Double
  var meanSpeedMps: Double
  var maxSpeedMps: Double
  var meanPowerW: Double?
  var powerSdW: Double?
  var powerIsEstimated: Bool
  var workJ: Double?
  var machine: String
  var suspect: String?
  var counts: Bool
  /// Absent for who may not know it.
  var walker: String?
  var rpe: Double?
  var pain: Int?
  var note: String?

  /// - Parameters:
  ///   - showsWalker: whether whose set it is may be known.
  ///   - showsNotes: whether how it felt may be known.
  init(_ record: SetRecord, showsWalker: Bool, showsNotes: Bool) {
    id = record.id
    sessionId = record.sessionId
    indexInSession = record.indexInSession
    startedAt = record.startedAt.description
    endedAt = record.endedAt.description
    utcOffsetS = record.utcOffsetS
    durationS = record.durationS
    distanceM = record.distanceM
    distanceSdM = record.distanceSdM
    meanSpeedMps = record.meanSpeedMps
    maxSpeedMps = record.maxSpeedMps
    meanPowerW = record.meanPowerW
    powerSdW = record.powerSdW
    powerIsEstimated = record.quality.powerIsEstimated
    workJ = record.workJ
    machine = record.machine
    suspect = record.suspect
    counts = record.counts
    walker = showsWalker ? record.walker : nil
    rpe = showsNotes ? record.rpe : nil
    pain = showsNotes ? record.pain : nil
    note = showsNotes ? record.note : nil
  }
}
