// SPDX-License-Identifier: Apache-2.0
//
// Owns: the fields of a set's record, read and checked. Must not know: files, the database.

extension SetRecord {
  /// Takes the fields that `json` writes; others stay.
  init(_ fields: inout JSONFields) throws(FieldMistake) {
    self.init(
      id: try fields.required("id", .name), sessionId: try fields.required("sessionId", .name),
      indexInSession: try fields.required("indexInSession", .whole(1 ... .max)),
      startedAt: try fields.required("startedAt", .sortableTime),
      endedAt: try fields.required("endedAt", .sortableTime), clock: try RecordClock(&fields),
      durationS: try fields.required("durationS", .positive),
      movingTimeS: try fields.required("movingTimeS", .positive),
      distanceM: try fields.required("distanceM", .positive),
      distanceSdM: try fields.required("distanceSdM", .positive),
      meanSpeedMps: try fields.required("meanSpeedMps", .positive),
      maxSpeedMps: try fields.required("maxSpeedMps", .positive),
      machine: try fields.required("machine", .name), quality: try RecordQuality(&fields),
      calibrationId: try fields.required("calibrationId", .name),
      softwareVersion: try fields.required("softwareVersion", .text))
    utcOffsetS = try fields.required("utcOffsetS", .whole(-86_400...86_400))
    restBeforeS = try fields.optional("restBeforeS", .number)
    meanPowerW = try fields.optional("meanPowerW", .number)
    powerSdW = try fields.optional("powerSdW", .positive)
    maxPowerW = try fields.optional("maxPowerW", .number)
    workJ = try fields.optional("workJ", .number)
    meanForceN = try fields.optional("meanForceN", .number)
    fade = try fields.optional("fade", .number)
    steps = try fields.optional("steps", .whole(0 ... .max))
    cadenceSpm = try fields.optional("cadenceSpm", .positive)
    direction = try fields.optional("direction", .one(of: ["forward", "backward"]))
    `protocol` = try fields.optional("protocol", .text)
    walker = try fields.optional("walker", .name)
    walkerMassKg = try fields.optional("walkerMassKg", .positive)
    rpe = try fields.optional("rpe", .whole(0...10))
    pain = try fields.optional("pain", .whole(0...10))
    note = try fields.optional("note", .text)
    suspect = try fields.added("suspect", .name)
    accepted = try RecordAcceptance(&fields)
    discardedAt = try fields.added("discardedAt", .time)
  }

  /// The keys that `json` writes.
  static let keys: Set<String> = [
    "id", "sessionId", "indexInSession", "startedAt", "endedAt", "utcOffsetS", "clock", "durationS",
    "movingTimeS", "restBeforeS", "distanceM", "distanceSdM", "meanSpeedMps", "maxSpeedMps", "meanPowerW",
    "powerSdW", "maxPowerW", "workJ", "meanForceN", "fade", "steps", "cadenceSpm", "direction", "protocol",
    "walker", "walkerMassKg", "rpe", "pain", "note", "suspect", "accepted", "discardedAt", "machine",
    "quality",
    "calibrationId", "softwareVersion",
  ]
}

extension RecordClock {
  fileprivate init(_ fields: inout JSONFields) throws(FieldMistake) {
    var fields = try fields.object("clock")
    self.init(
      quality: try fields.required("quality", .one(of: ["synchronised", "unsure"])),
      bootId: try fields.required("bootId", .text),
      monotonicNs: try fields.required("monotonicNs", .whole(.min ... .max)),
      monotonicEndNs: try fields.required("monotonicEndNs", .whole(.min ... .max)))
    try fields.finish()
  }
}

extension RecordAcceptance {
  /// Nil where the field is missing or `null`.
  fileprivate init?(_ fields: inout JSONFields) throws(FieldMistake) {
    guard fields.has("accepted"), !fields.takeNull("accepted") else { return nil }
    var fields = try fields.object("accepted")
    self.init(
      at: try fields.required("at", .time), suspect: try fields.optional("suspect", .name))
    try fields.finish()
  }
}

extension RecordQuality {
  fileprivate init(_ fields: inout JSONFields) throws(FieldMistake) {
    var fields = try fields.object("quality")
    self.init(
      pulses: try fields.required("pulses", .whole(0 ... .max)),
      edges: try fields.required("edges", .whole(0 ... .max)))
    bounces = try fields.required("bounces", .whole(0 ... .max))
    openingBounces = try fields.added("openingBounces", .whole(0 ... .max))
    impossible = try fields.added("impossible", .whole(0 ... .max))
    missed = try fields.optional("missed", .whole(0 ... .max))
    discarded = try fields.optional("discarded", .whole(0 ... .max))
    implausible = try fields.required("implausible", .whole(0 ... .max))
    wentBack = try fields.required("wentBack", .whole(0 ... .max))
    lostEdges = try fields.optional("lostEdges", .whole(0 ... .max))
    recovered = try fields.required("recovered", .flag)
    endIsRefined = try fields.required("endIsRefined", .flag)
    powerIsEstimated = try fields.required("powerIsEstimated", .flag)
    endReason = try fields.required("endReason", .name)
    try fields.finish()
  }
}
