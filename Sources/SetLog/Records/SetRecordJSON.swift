// SPDX-License-Identifier: Apache-2.0
//
// Owns: a record as JSON in the order of its declaration, unknown as null. Must not know: where it goes.
//
// JSONEncoder leaves unknown values out and keeps no order; readers in other languages are glad of both.

import Foundation
import Text

extension SetRecord {
  /// The record as one JSON object, on one line.
  public var json: String { json(forCheck: false) }

  /// - Parameter forCheck: whether to leave out what a person decides about the set, and keys that older programs did
  ///   not know where their value is unknown: the text of an old set must stay what it was.
  package func json(forCheck: Bool) -> String {
    var object = JSONObjectText()
    object.add("id", id)
    object.add("sessionId", sessionId)
    object.add("indexInSession", indexInSession)
    object.add("startedAt", startedAt)
    object.add("endedAt", endedAt)
    object.add("utcOffsetS", utcOffsetS)
    object.add("clock", raw: clock.json)
    object.add("durationS", durationS)
    object.add("movingTimeS", movingTimeS)
    object.add("restBeforeS", restBeforeS)
    object.add("distanceM", distanceM)
    object.add("distanceSdM", distanceSdM)
    object.add("meanSpeedMps", meanSpeedMps)
    object.add("maxSpeedMps", maxSpeedMps)
    object.add("meanPowerW", meanPowerW)
    object.add("powerSdW", powerSdW)
    object.add("maxPowerW", maxPowerW)
    object.add("workJ", workJ)
    object.add("meanForceN", meanForceN)
    object.add("fade", fade)
    object.add("steps", steps)
    object.add("cadenceSpm", cadenceSpm)
    object.add("direction", direction)
    object.add("protocol", `protocol`)
    object.add("walker", walker)
    object.add("walkerMassKg", walkerMassKg)
    object.add("rpe", rpe)
    object.add("pain", pain)
    object.add("note", note)
    if !forCheck {
      object.add("suspect", suspect)
      object.add("accepted", raw: accepted?.json ?? "null")
      object.add("discardedAt", discardedAt)
    }
    object.add("machine", machine)
    object.add("quality", raw: quality.json(forCheck: forCheck))
    object.add("calibrationId", calibrationId)
    object.add("softwareVersion", softwareVersion)
    return object.text
  }

  /// Several records as a JSON array, one a line.
  public static func json(_ records: [SetRecord]) -> String {
    if records.isEmpty { return "[]" }
    return "[\n" + records.map { "  " + $0.json }.joined(separator: ",\n") + "\n]"
  }
}

extension RecordClock {
  fileprivate var json: String {
    var object = JSONObjectText()
    object.add("quality", quality)
    object.add("bootId", bootId)
    object.add("monotonicNs", monotonicNs)
    object.add("monotonicEndNs", monotonicEndNs)
    return object.text
  }
}

extension RecordAcceptance {
  fileprivate var json: String {
    var object = JSONObjectText()
    object.add("at", at)
    object.add("suspect", suspect)
    return object.text
  }
}

extension RecordQuality {
  fileprivate func json(forCheck: Bool) -> String {
    var object = JSONObjectText()
    object.add("pulses", pulses)
    object.add("edges", edges)
    object.add("bounces", bounces)
    if !forCheck || openingBounces != nil { object.add("openingBounces", openingBounces) }
    if !forCheck || impossible != nil { object.add("impossible", impossible) }
    object.add("missed", missed)
    object.add("discarded", discarded)
    object.add("implausible", implausible)
    object.add("wentBack", wentBack)
    object.add("lostEdges", lostEdges)
    object.add("recovered", raw: recovered ? "true" : "false")
    object.add("endIsRefined", raw: endIsRefined ? "true" : "false")
    object.add("powerIsEstimated", raw: powerIsEstimated ? "true" : "false")
    object.add("endReason", endReason)
    return object.text
  }
}

/// Builds the text of a JSON object key by key.
package struct JSONObjectText {
  package init() {}

  private var fields: [String] = []

  package var text: String { "{" + fields.joined(separator: ",") + "}" }

  package mutating func add(_ key: String, raw: String) { fields.append("\"\(key)\":\(raw)") }

  package mutating func add(_ key: String, _ value: String?) {
    add(key, raw: JSONText.string(value))
  }

  package mutating func add(_ key: String, _ value: (some BinaryInteger)?) {
    add(key, raw: value.map { "\($0)" } ?? "null")
  }

  /// The shortest text that reads back as the same number; what is not a number is unknown.
  package mutating func add(_ key: String, _ value: Double?) {
    guard let value, value.isFinite else { return add(key, raw: "null") }
    add(key, raw: "\(value)")
  }
}
