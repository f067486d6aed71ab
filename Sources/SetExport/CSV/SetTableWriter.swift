// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of sets: every field of a record, one set a line. Must not know: how a cell is written.

import SetLog

struct SetTableWriter: ExportWriter {
  /// In the order and under the names of the JSON; what lies deeper there stands side by side here.
  private static let columns: [(name: String, cell: @Sendable (SetRecord) -> CSVCell)] = [
    ("id", { .text($0.id) }),
    ("sessionId", { .text($0.sessionId) }),
    ("indexInSession", { .whole(Int64($0.indexInSession)) }),
    ("startedAt", { .text($0.startedAt) }),
    ("endedAt", { .text($0.endedAt) }),
    ("utcOffsetS", { .whole(Int64($0.utcOffsetS)) }),
    ("clockQuality", { .text($0.clock.quality) }),
    ("bootId", { .text($0.clock.bootId) }),
    ("monotonicNs", { .whole($0.clock.monotonicNs) }),
    ("monotonicEndNs", { .whole($0.clock.monotonicEndNs) }),
    ("durationS", { .number($0.durationS) }),
    ("movingTimeS", { .number($0.movingTimeS) }),
    ("restBeforeS", { .number($0.restBeforeS) }),
    ("distanceM", { .number($0.distanceM) }),
    ("distanceSdM", { .number($0.distanceSdM) }),
    ("meanSpeedMps", { .number($0.meanSpeedMps) }),
    ("maxSpeedMps", { .number($0.maxSpeedMps) }),
    ("meanPowerW", { .number($0.meanPowerW) }),
    ("powerSdW", { .number($0.powerSdW) }),
    ("maxPowerW", { .number($0.maxPowerW) }),
    ("workJ", { .number($0.workJ) }),
    ("meanForceN", { .number($0.meanForceN) }),
    ("fade", { .number($0.fade) }),
    ("steps", { .whole($0.steps.map(Int64.init)) }),
    ("cadenceSpm", { .number($0.cadenceSpm) }),
    ("direction", { .text($0.direction) }),
    ("protocol", { .text($0.protocol) }),
    ("walker", { .text($0.walker) }),
    ("walkerMassKg", { .number($0.walkerMassKg) }),
    ("rpe", { .whole($0.rpe.map(Int64.init)) }),
    ("pain", { .whole($0.pain.map(Int64.init)) }),
    ("note", { .text($0.note) }),
    ("suspect", { .text($0.suspect) }),
    ("acceptedAt", { .text($0.accepted?.at) }),
    ("machine", { .text($0.machine) }),
    ("pulses", { .whole($0.quality.pulses) }),
    ("edges", { .whole($0.quality.edges) }),
    ("bounces", { .whole($0.quality.bounces) }),
    ("openingBounces", { .whole($0.quality.openingBounces) }),
    ("impossible", { .whole($0.quality.impossible) }),
    ("missed", { .whole($0.quality.missed) }),
    ("discarded", { .whole($0.quality.discarded) }),
    ("implausible", { .whole($0.quality.implausible) }),
    ("wentBack", { .whole($0.quality.wentBack) }),
    ("lostEdges", { .whole($0.quality.lostEdges) }),
    ("recovered", { .truth($0.quality.recovered) }),
    ("endIsRefined", { .truth($0.quality.endIsRefined) }),
    ("powerIsEstimated", { .truth($0.quality.powerIsEstimated) }),
    ("endReason", { .text($0.quality.endReason) }),
    ("calibrationId", { .text($0.calibrationId) }),
    ("softwareVersion", { .text($0.softwareVersion) }),
  ]

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    try sink(Array(CSVText.line(Self.columns.map { .word($0.name) }).utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets {
      try sink(Array(CSVText.line(Self.columns.map { $0.cell(set.record) }).utf8))
    }
  }

  mutating func end(_ sink: ([UInt8]) throws -> Void) throws {}
}
