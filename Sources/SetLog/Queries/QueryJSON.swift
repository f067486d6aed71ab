// SPDX-License-Identifier: Apache-2.0
//
// Owns: answers of the log as JSON, in the order of their declaration, unknown as null. Must not know: who reads them.

import Training

extension SetTotals {
  /// The totals as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    fill(&object)
    return object.text
  }

  fileprivate func fill(_ object: inout JSONObjectText) {
    object.add("days", days)
    object.add("sets", sets)
    object.add("sessions", sessions)
    object.add("durationS", durationS)
    object.add("movingTimeS", movingTimeS)
    object.add("distanceM", distanceM)
    object.add("meanSpeedMps", meanSpeedMps)
    object.add("workJ", setsWithWork > 0 ? workJ : nil)
    object.add("estimatedWorkJ", setsWithWork > 0 ? estimatedWorkJ : nil)
    object.add("setsWithWork", setsWithWork)
    for kind in BestKind.allCases { object.add(kind.column, bests[kind]) }
  }
}

extension PeriodTotals {
  /// The period as one JSON object, on one line: its first day and its totals.
  public var json: String {
    var object = JSONObjectText()
    object.add("first", first.description)
    totals.fill(&object)
    return object.text
  }
}

extension BestSet {
  /// The best as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    object.add("kind", kind.rawValue)
    object.add("value", value)
    object.add("unit", kind.unit)
    object.add("machine", machine)
    object.add("calibrationId", calibrationId)
    object.add("setId", setId)
    object.add("startedAt", startedAt)
    object.add("day", day?.description)
    object.add("walker", walker)
    return object.text
  }
}

extension Trend {
  /// The trend as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    object.add("speedMpsPerWeek", speedMpsPerWeek)
    object.add("speedSdMpsPerWeek", speedSdMpsPerWeek)
    object.add("meanSpeedMps", meanSpeedMps)
    object.add("days", days)
    return object.text
  }
}

extension Streak {
  /// The streak as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    object.add("weeks", weeks)
    object.add("longestWeeks", longestWeeks)
    object.add("thisWeek", thisWeek)
    return object.text
  }
}

extension TrainingProtocol {
  /// The protocol as one JSON object, on one line; what a protocol without a plan does not ask for is null.
  public var json: String {
    var object = JSONObjectText()
    object.add("name", name)
    object.add("title", title)
    object.add("setDurationS", plan?.setDurationS)
    object.add("sets", plan?.sets)
    object.add("restS", plan?.restS)
    object.add("toleranceS", plan?.toleranceS)
    object.add("restToleranceS", plan?.restToleranceS)
    object.add("pauseS", setRules.pauseS)
    object.add("leastS", setRules.leastS)
    object.add("leastM", setRules.leastM)
    object.add("leastMps", setRules.leastMps)
    object.add("weeklyFewest", weekly.fewest)
    object.add("weeklyMost", weekly.most)
    let steps =
      plan?.buildUp.map { "{\"afterWeeks\":\($0.afterWeeks),\"setDurationS\":\($0.setDurationS)}" } ?? []
    object.add("buildUp", raw: "[" + steps.joined(separator: ",") + "]")
    return object.text
  }
}

extension ProtocolProgress {
  /// The progress as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    object.add("protocol", raw: `protocol`.json)
    object.add("weeksMet", weeksMet)
    object.add("setDurationS", `protocol`.plan == nil ? nil : setDurationS)
    object.add("streak", raw: streak.json)
    let weeks = weeks.map { week in
      var object = JSONObjectText()
      object.add("first", week.first.description)
      object.add("sessionsDone", week.sessionsDone)
      object.add("setDurationS", `protocol`.plan == nil ? nil : week.setDurationS)
      return object.text
    }
    object.add("weeks", raw: "[" + weeks.joined(separator: ",") + "]")
    return object.text
  }
}

extension WalkerRecord {
  /// The walker as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    object.add("id", id)
    object.add("name", name)
    object.add("massKg", massKg)
    object.add("createdAt", createdAt)
    return object.text
  }
}

extension MachineRecord {
  /// The machine as one JSON object, on one line.
  public var json: String {
    var object = JSONObjectText()
    object.add("id", id)
    object.add("name", name)
    object.add("kind", kind)
    object.add("marks", marks)
    object.add("distanceM", distanceM)
    object.add("movingTimeS", movingTimeS)
    object.add("pulses", pulses)
    object.add("retiredAt", retiredAt)
    object.add("servicedAt", servicedAt)
    object.add("sinceServiceM", sinceServiceM)
    object.add("sinceServiceS", sinceServiceS)
    object.add("walker", walker)
    object.add("walkerSince", walkerSince)
    return object.text
  }
}
