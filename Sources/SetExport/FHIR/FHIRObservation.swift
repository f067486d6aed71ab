// SPDX-License-Identifier: Apache-2.0
//
// Owns: one set as FHIR Observations, and the codes of its figures. Must not know: bundles.
//
// LOINC is used where a code says just this: 55411-3 is the duration of exercise, 72514-3 pain as a number from 0 to 10.
// The distances and steps of LOINC are a pedometer's; what a belt ran has codes of our own, which are the record's keys.

import Foundation
import SetLog
import Text

/// A figure with its unit.
struct FHIRFigure {
  var key: String
  var title: String
  /// UCUM, case sensitive.
  var unit: String
  /// As JSON has it; nil is unknown.
  var value: String?
  var sd: String?

  init(_ key: String, _ title: String, _ unit: String, _ value: Double?, sd: Double? = nil) {
    self.key = key
    self.title = title
    self.unit = unit
    self.value = value.flatMap { $0.isFinite ? DecimalText.plain($0) : nil }
    self.sd = sd.flatMap { $0.isFinite ? DecimalText.plain($0) : nil }
  }
}

/// A set as Observations.
struct FHIRObservation {
  /// The project's own code system, identified by a UUID, since none is registered.
  static let codeSystem = "urn:uuid:0b7f1d52-6d0e-4a3c-9d5e-5f2a6c1e8b47"
  private static let loinc = "http://loinc.org"
  private static let ucum = "http://unitsofmeasure.org"
  private static let categories = "http://terminology.hl7.org/CodeSystem/observation-category"
  private static let uncertainty = "http://hl7.org/fhir/StructureDefinition/iso21090-uncertainty"

  let record: SetRecord
  /// Nil if no strap was worn.
  var heartRate: HeartRateTrace?

  /// The set's own identifier, if it is a UUID.
  var uuid: String { uuid(of: nil) }

  private func uuid(of answer: String?) -> String {
    if answer == nil, let uuid = UUID(uuidString: record.id) { return uuid.uuidString.lowercased() }
    return UUIDv7.make(
      unixMs: record.startedAt.unixMs, hashing: "\(record.id) \(answer ?? "set")".utf8)
  }

  /// The Observation of what was measured.
  var figures: String {
    var object = head(
      category: "activity", code: Self.code("set", "One set on a treadmill that is moved by the walker"))
    object.add("device", raw: device)
    object.add("method", raw: "{\"text\":\(JSONText.quoted(method))}")
    if !notes.isEmpty {
      object.add(
        "note", raw: "[" + notes.map { "{\"text\":\(JSONText.quoted($0))}" }.joined(separator: ",") + "]"
      )
    }
    if !answers.isEmpty {
      let members = answers.map { "{\"reference\":\"urn:uuid:\($0.uuid)\"}" }
      object.add("hasMember", raw: "[" + members.joined(separator: ",") + "]")
    }
    object.add("component", raw: "[" + components.joined(separator: ",") + "]")
    return object.text
  }

  /// Observations of what the walker said afterwards.
  var answers: [(uuid: String, json: String)] {
    var answers: [(uuid: String, json: String)] = []
    if let rpe = record.rpe {
      let code = Self.code("rpe", "Perceived exertion, 0 (rest) to 10 (Borg CR10)")
      answers.append((uuid(of: "rpe"), answer(rpe, code)))
    }
    if let pain = record.pain {
      let title = "Pain severity - 0-10 verbal numeric rating [Score] - Reported"
      answers.append((uuid(of: "pain"), answer(Double(pain), Self.code("pain", title, loinc: "72514-3"))))
    }
    return answers
  }

  private func answer(_ score: Double, _ code: String) -> String {
    var object = head(category: "survey", code: code)
    var quantity = JSONObjectText()
    quantity.add("value", score)
    quantity.add("unit", "score")
    quantity.add("system", Self.ucum)
    quantity.add("code", "{score}")
    object.add("valueQuantity", raw: quantity.text)
    return object.text
  }

  private func head(category: String, code: String) -> JSONObjectText {
    var object = JSONObjectText()
    object.add("resourceType", "Observation")
    // Preliminary: no person has verified it yet.
    object.add("status", record.suspect == nil ? "final" : "preliminary")
    object.add(
      "category", raw: "[{\"coding\":[{\"system\":\"\(Self.categories)\",\"code\":\"\(category)\"}]}]")
    object.add("code", raw: code)
    if let walker = record.walker {
      object.add(
        "subject", raw: "{\"display\":\(JSONText.quoted(FHIRText.plain(walker, else: "unnamed")))}")
    }
    var period = JSONObjectText()
    period.add("start", record.startedAt)
    period.add("end", record.endedAt)
    object.add("effectivePeriod", raw: period.text)
    return object
  }

  private var device: String {
    var device = JSONObjectText()
    device.add("reference", "urn:uuid:" + FHIRText.uuid(machine: record.machine))
    device.add("display", FHIRText.plain(record.machine, else: "unnamed"))
    return device.text
  }

  private var method: String {
    if record.isEntered { return "Entered by hand; not measured" }
    return "Pulses of magnets on the belt's roller; computed by deadmill \(record.softwareVersion) "
      + "with calibration \(record.calibrationId)"
  }

  private var notes: [String] {
    var notes: [String] = []
    if let suspect = record.suspect {
      notes.append("The sensor's pulses are not believed to be a person's walk: \(suspect).")
    }
    if record.quality.powerIsEstimated, record.meanPowerW != nil {
      notes.append("Power, work and force are estimated: the drag of this machine has not been measured.")
    }
    if !record.clock.quality.isSynchronised {
      notes.append("Date and time are not sure: no network had set the clock. The duration is.")
    }
    if let note = record.note { notes.append(FHIRText.plain(note, else: "")) }
    return notes.filter { !$0.isEmpty }
  }
}

extension FHIRObservation {
  private var measured: [FHIRFigure] {
    [
      FHIRFigure("durationS", "Exercise duration", "s", record.durationS),
      FHIRFigure("movingTimeS", "Time in motion", "s", record.movingTimeS),
      FHIRFigure("restBeforeS", "Rest before", "s", record.restBeforeS),
      FHIRFigure("distanceM", "Distance of the belt", "m", record.distanceM, sd: record.distanceSdM),
      FHIRFigure("meanSpeedMps", "Mean speed", "m/s", record.meanSpeedMps),
      FHIRFigure("maxSpeedMps", "Speed of the fastest second", "m/s", record.maxSpeedMps),
      FHIRFigure("workJ", "Mechanical work on the belt", "J", record.workJ),
      FHIRFigure(
        "meanPowerW", "Mean mechanical power on the belt", "W", record.meanPowerW, sd: record.powerSdW),
      FHIRFigure("maxPowerW", "Power of the strongest second", "W", record.maxPowerW),
      FHIRFigure("meanForceN", "Mean force on the belt", "N", record.meanForceN),
      FHIRFigure("cadenceSpm", "Cadence, steps per minute", "/min", record.cadenceSpm),
      FHIRFigure(
        "meanHeartRateBpm", "Heart rate", "/min", heartRate?.meanBpm.map { DecimalText.rounded($0, 1) }),
      FHIRFigure(
        "maxHeartRateBpm", "Greatest heart rate", "/min", heartRate?.maxBpm.map(Double.init)),
    ]
  }

  private var components: [String] {
    var components = measured.compactMap { figure in
      figure.value.map { Self.component(figure, $0) }
    }
    if let steps = record.steps {
      components.append(Self.component(FHIRFigure("steps", "Steps", "{steps}", nil), "\(steps)"))
    }
    if let direction = record.direction {
      components.append(
        Self.component(
          "direction", "Direction of the belt", "\"valueString\":\"\(direction.rawValue)\""))
    }
    components.append(
      Self.component(
        "clock.quality", "Whether the wall clock was sure",
        "\"valueString\":\"\(record.clock.quality.rawValue)\""))
    components.append(
      Self.component(
        "quality.powerIsEstimated", "Whether power, work and force are estimated",
        "\"valueBoolean\":\(record.quality.powerIsEstimated)"))
    return components
  }

  private static func component(_ figure: FHIRFigure, _ value: String) -> String {
    var quantity = JSONObjectText()
    // Standard uncertainty: what the extension calls the square root of the mean squared difference.
    if let sd = figure.sd {
      quantity.add("extension", raw: "[{\"url\":\"\(uncertainty)\",\"valueDecimal\":\(sd)}]")
    }
    quantity.add("value", raw: value)
    quantity.add("unit", figure.unit)
    quantity.add("system", ucum)
    quantity.add("code", figure.unit)
    return component(figure.key, figure.title, "\"valueQuantity\":\(quantity.text)")
  }

  private static func component(_ key: String, _ title: String, _ value: String) -> String {
    "{\"code\":\(code(key, title, loinc: numbers[key])),\(value)}"
  }

  /// Of LOINC.
  private static let numbers = ["durationS": "55411-3", "meanHeartRateBpm": "8867-4"]

  private static func code(_ key: String, _ title: String, loinc number: String? = nil) -> String {
    var own = JSONObjectText()
    own.add("system", codeSystem)
    own.add("code", key)
    own.add("display", title)
    var codings = [own.text]
    if let number {
      var coding = JSONObjectText()
      coding.add("system", loinc)
      coding.add("code", number)
      coding.add("display", title)
      codings.insert(coding.text, at: 0)
    }
    var concept = JSONObjectText()
    concept.add("coding", raw: "[" + codings.joined(separator: ",") + "]")
    concept.add("text", title)
    return concept.text
  }
}
