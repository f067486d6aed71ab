// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets as a FHIR R4 (4.0.1) bundle of type collection: one Device a machine, one Observation a set with its figures
// as components, one each for what the walker said of exertion and pain. Must not know: files, which sets are meant.
//
// A walker is a display name and nothing else: no identifier of theirs leaves the machine. Unknown figures are left out.

import Foundation
import SetLog

/// Writes the bundle, entry by entry.
struct FHIRWriter: ExportWriter {
  private var devices: Set<String> = []
  private var hasEntries = false

  init() {}

  mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    var head = JSONObjectText()
    head.add("resourceType", "Bundle")
    head.add("meta", raw: "{\"profile\":[\"http://hl7.org/fhir/StructureDefinition/Bundle|4.0.1\"]}")
    head.add("type", "collection")
    try sink(Array((head.text.dropLast() + ",\n\"entry\":[").utf8))
  }

  mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets {
      let record = set.record
      if devices.insert(record.machine).inserted {
        try put(FHIRText.uuid(machine: record.machine), FHIRDevice.json(record.machine), sink)
      }
      let observation = FHIRObservation(record: record, heartRate: set.heartRate)
      try put(observation.uuid, observation.figures, sink)
      for answer in observation.answers { try put(answer.uuid, answer.json, sink) }
    }
  }

  mutating func end(_ sink: ([UInt8]) throws -> Void) throws { try sink(Array("\n]}\n".utf8)) }

  private mutating func put(_ uuid: String, _ resource: String, _ sink: ([UInt8]) throws -> Void) throws {
    var entry = JSONObjectText()
    entry.add("fullUrl", "urn:uuid:" + uuid)
    entry.add("resource", raw: resource)
    try sink(Array(((hasEntries ? ",\n" : "\n") + entry.text).utf8))
    hasEntries = true
  }
}

/// A machine as a Device.
enum FHIRDevice {
  static func json(_ machine: String) -> String {
    var name = JSONObjectText()
    name.add("name", FHIRText.plain(machine, else: "unnamed"))
    name.add("type", "user-friendly-name")
    var device = JSONObjectText()
    device.add("resourceType", "Device")
    device.add("deviceName", raw: "[\(name.text)]")
    device.add("type", raw: "{\"text\":\"Treadmill moved by the walker, with a pulse sensor on its belt\"}")
    return device.text
  }
}

/// Text and identifiers as FHIR wants them.
enum FHIRText {
  /// Without control characters, which FHIR forbids; a text must not be empty.
  static func plain(_ text: String, else fallback: String) -> String {
    var plain = ""
    for scalar in text.unicodeScalars {
      let isAllowed =
        scalar.properties.generalCategory != .control || "\t\n\r".unicodeScalars.contains(scalar)
      if isAllowed { plain.unicodeScalars.append(scalar) }
    }
    return plain.contains { !$0.isWhitespace } ? plain : fallback
  }

  /// The same machine has the same in every export.
  static func uuid(machine: String) -> String {
    UUIDv7.make(unixMs: 0, hashing: ("machine " + machine).utf8)
  }
}
