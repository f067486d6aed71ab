// SPDX-License-Identifier: Apache-2.0
//
// Owns: a record as a row of the table `finishedSet`, and back from the view `loggedSet`, which has the walker's name.
// Must not know: files, transactions.

import GRDB

/// A row of `loggedSet`, which is `finishedSet` with the walker's name.
struct LoggedSet: FetchableRecord, TableRecord {
  static let databaseTableName = "loggedSet"

  var record: SetRecord

  init(row: Row) throws {
    let clock = RecordClock(
      quality: row["clockQuality"], bootId: row["bootId"], monotonicNs: row["monotonicNs"],
      monotonicEndNs: row["monotonicEndNs"])
    record = SetRecord(
      id: row["id"], sessionId: row["sessionId"], indexInSession: row["indexInSession"],
      startedAt: row["startedAt"], endedAt: row["endedAt"], clock: clock, durationS: row["durationS"],
      movingTimeS: row["movingTimeS"], distanceM: row["distanceM"], distanceSdM: row["distanceSdM"],
      meanSpeedMps: row["meanSpeedMps"], maxSpeedMps: row["maxSpeedMps"], machine: row["machine"],
      quality: Self.quality(row), calibrationId: row["calibrationId"], softwareVersion: row["softwareVersion"]
    )
    record.restBeforeS = row["restBeforeS"]
    record.meanPowerW = row["meanPowerW"]
    record.powerSdW = row["powerSdW"]
    record.maxPowerW = row["maxPowerW"]
    record.workJ = row["workJ"]
    record.meanForceN = row["meanForceN"]
    record.fade = row["fade"]
    record.steps = row["steps"]
    record.cadenceSpm = row["cadenceSpm"]
    record.direction = row["direction"]
    record.protocol = row["protocol"]
    record.walker = row["walker"]
    record.walkerMassKg = row["walkerMassKg"]
    record.utcOffsetS = row["utcOffsetS"]
    record.rpe = row["rpe"]
    record.pain = row["pain"]
    record.note = row["note"]
  }

  private static func quality(_ row: Row) -> RecordQuality {
    var quality = RecordQuality(pulses: row["pulses"], edges: row["edges"])
    quality.bounces = row["bounces"]
    quality.missed = row["missed"]
    quality.discarded = row["discarded"]
    quality.implausible = row["implausible"]
    quality.wentBack = row["wentBack"]
    quality.kernelGaps = row["kernelGaps"]
    quality.recovered = row["recovered"]
    quality.endRefined = row["endRefined"]
    quality.powerEstimated = row["powerEstimated"]
    quality.endReason = row["endReason"]
    return quality
  }
}

/// A row of `finishedSet`, for writing.
struct SetRow: PersistableRecord {
  static let databaseTableName = "finishedSet"

  let record: SetRecord
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
    container["machine"] = record.machine
    encode(record.quality, to: &container)
    container["calibrationId"] = record.calibrationId
    container["softwareVersion"] = record.softwareVersion
  }

  private func encode(_ quality: RecordQuality, to container: inout PersistenceContainer) {
    container["pulses"] = quality.pulses
    container["edges"] = quality.edges
    container["bounces"] = quality.bounces
    container["missed"] = quality.missed
    container["discarded"] = quality.discarded
    container["implausible"] = quality.implausible
    container["wentBack"] = quality.wentBack
    container["kernelGaps"] = quality.kernelGaps
    container["recovered"] = quality.recovered
    container["endRefined"] = quality.endRefined
    container["powerEstimated"] = quality.powerEstimated
    container["endReason"] = quality.endReason
  }
}
