// SPDX-License-Identifier: Apache-2.0
//
// Owns: a record as a row of the table `finishedSet`, and back from the view `loggedSet`, which has the names of walker and machine.
// Must not know: files, transactions.

import GRDB

/// A row of `loggedSet`, which is `finishedSet` with the names of its walker and machine.
struct LoggedSet: FetchableRecord, TableRecord {
  static let databaseTableName = "loggedSet"

  var record: SetRecord

  init(row: Row) throws {
    let clock = RecordClock(
      quality: try row.value("clockQuality"), bootId: try row.value("bootId"),
      monotonicNs: try row.value("monotonicNs"),
      monotonicEndNs: try row.value("monotonicEndNs"))
    record = SetRecord(
      id: try row.value("id"), sessionId: try row.value("sessionId"),
      indexInSession: try row.value("indexInSession"),
      startedAt: try row.value("startedAt"), endedAt: try row.value("endedAt"), clock: clock,
      durationS: try row.value("durationS"),
      movingTimeS: try row.value("movingTimeS"), distanceM: try row.value("distanceM"),
      distanceSdM: try row.value("distanceSdM"),
      meanSpeedMps: try row.value("meanSpeedMps"), maxSpeedMps: try row.value("maxSpeedMps"),
      machine: try row.value("machine"),
      quality: try Self.quality(row), calibrationId: try row.value("calibrationId"),
      softwareVersion: try row.value("softwareVersion")
    )
    record.restBeforeS = try row.value("restBeforeS")
    record.meanPowerW = try row.value("meanPowerW")
    record.powerSdW = try row.value("powerSdW")
    record.maxPowerW = try row.value("maxPowerW")
    record.workJ = try row.value("workJ")
    record.meanForceN = try row.value("meanForceN")
    record.fade = try row.value("fade")
    record.steps = try row.value("steps")
    record.cadenceSpm = try row.value("cadenceSpm")
    record.direction = try row.value("direction")
    record.protocol = try row.value("protocol")
    record.walker = try row.value("walker")
    record.walkerMassKg = try row.value("walkerMassKg")
    record.utcOffsetS = try row.value("utcOffsetS")
    record.rpe = try row.value("rpe")
    record.pain = try row.value("pain")
    record.note = try row.value("note")
    let suspect: String? = try row.value("suspect")
    if let acceptedAt: String = try row.value("acceptedAt") {
      record.accepted = RecordAcceptance(at: acceptedAt, suspect: suspect)
    } else {
      record.suspect = suspect
    }
    record.discardedAt = try row.value("discardedAt")
  }

  private static func quality(_ row: Row) throws -> RecordQuality {
    var quality = RecordQuality(pulses: try row.value("pulses"), edges: try row.value("edges"))
    quality.bounces = try row.value("bounces")
    quality.openingBounces = try row.value("openingBounces")
    quality.impossible = try row.value("impossible")
    quality.missed = try row.value("missed")
    quality.discarded = try row.value("discarded")
    quality.implausible = try row.value("implausible")
    quality.wentBack = try row.value("wentBack")
    quality.lostEdges = try row.value("lostEdges")
    quality.recovered = try row.value("recovered")
    quality.endIsRefined = try row.value("endIsRefined")
    quality.powerIsEstimated = try row.value("powerIsEstimated")
    quality.endReason = try row.value("endReason")
    return quality
  }
}

/// A row of `finishedSet`, for writing.
struct SetRow: PersistableRecord {
  static let databaseTableName = "finishedSet"

  let record: SetRecord
  let machineId: String
  let walkerId: String?

  func encode(to container: inout PersistenceContainer) {
    container["id"] = record.id
    container["sessionId"] = record.sessionId
    container["indexInSession"] = record.indexInSession
    container["startedAt"] = record.startedAt
    container["endedAt"] = record.endedAt
    container["clockQuality"] = record.clock.quality
    container["bootId"] = record.clock.bootId
    container["monotonicNs"] = record.clock.monotonicNs
    container["monotonicEndNs"] = record.clock.monotonicEndNs
    container["durationS"] = record.durationS
    container["movingTimeS"] = record.movingTimeS
    container["restBeforeS"] = record.restBeforeS
    container["distanceM"] = record.distanceM
    container["distanceSdM"] = record.distanceSdM
    container["meanSpeedMps"] = record.meanSpeedMps
    container["maxSpeedMps"] = record.maxSpeedMps
    container["meanPowerW"] = record.meanPowerW
    container["powerSdW"] = record.powerSdW
    container["maxPowerW"] = record.maxPowerW
    container["workJ"] = record.workJ
    container["meanForceN"] = record.meanForceN
    container["fade"] = record.fade
    container["steps"] = record.steps
    container["cadenceSpm"] = record.cadenceSpm
    container["direction"] = record.direction
    container["protocol"] = record.protocol
    container["walkerId"] = walkerId
    container["walkerMassKg"] = record.walkerMassKg
    container["utcOffsetS"] = record.utcOffsetS
    container["rpe"] = record.rpe
    container["pain"] = record.pain
    container["note"] = record.note
    container["suspect"] = record.accepted.map(\.suspect) ?? record.suspect
    container["acceptedAt"] = record.accepted?.at
    container["discardedAt"] = record.discardedAt
    container["machineId"] = machineId
    encode(record.quality, to: &container)
    container["calibrationId"] = record.calibrationId
    container["softwareVersion"] = record.softwareVersion
    container["checksum"] = record.checksum(machineId: machineId)
  }

  private func encode(_ quality: RecordQuality, to container: inout PersistenceContainer) {
    container["pulses"] = quality.pulses
    container["edges"] = quality.edges
    container["bounces"] = quality.bounces
    container["openingBounces"] = quality.openingBounces
    container["impossible"] = quality.impossible
    container["missed"] = quality.missed
    container["discarded"] = quality.discarded
    container["implausible"] = quality.implausible
    container["wentBack"] = quality.wentBack
    container["lostEdges"] = quality.lostEdges
    container["recovered"] = quality.recovered
    container["endIsRefined"] = quality.endIsRefined
    container["powerIsEstimated"] = quality.powerIsEstimated
    container["endReason"] = quality.endReason
  }
}
