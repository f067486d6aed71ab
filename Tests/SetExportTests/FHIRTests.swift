// SPDX-License-Identifier: Apache-2.0
//
// What the bundle keeps to itself, and what it leaves out. That it is FHIR, another program says: Tests/Readers.

import Foundation
import Testing

@testable import SetExport
@testable import SetLog

private func bundle(_ records: [SetRecord]) throws -> String {
  var bytes: [UInt8] = []
  var writer = FHIRWriter()
  try writer.begin { bytes += $0 }
  for record in records {
    try writer.write(ExportedSession(sets: [ExportedSet(record: record, trace: SetTrace(points: []))])) {
      bytes += $0
    }
  }
  try writer.end { bytes += $0 }
  _ = try JSONSerialization.jsonObject(with: Data(bytes))
  return String(decoding: bytes, as: UTF8.self)
}

@Test("figures are written as the record has them, with their uncertainty")
func fhirFigures() throws {
  let text = try bundle([SampleLog.record(2)])
  #expect(text.contains("\"valueDecimal\":1e-300}],\"value\":24.3456789012345,\"unit\":\"m\""))
  #expect(text.contains("\"valueDecimal\":4.5}],\"value\":81.25,\"unit\":\"W\""))
  #expect(text.contains("\"code\":\"55411-3\"") && text.contains("\"code\":\"72514-3\""))
  #expect(text.contains("estimated: the drag of this machine has not been measured"))
}

@Test("what is unknown is left out, and a walker is a name without identifier")
func fhirUnknown() throws {
  let text = try bundle([SampleLog.record(1)])
  for absent in ["workJ", "meanPowerW", "steps", "direction", "72514-3", "rpe", "subject", "null"] {
    #expect(!text.contains("\"\(absent)\""), "\(absent)")
  }
  let named = try bundle([SampleLog.record(3, walker: "Zoë")])
  #expect(named.contains("\"subject\":{\"display\":\"Zoë\"}") && !named.contains("Patient"))
  #expect(named.contains("Date and time are not sure"))
}

@Test("a machine comes once, control characters never, and an identifier that is no UUID becomes one")
func fhirEdges() throws {
  var odd = SampleLog.record(2)
  odd.id = "set 2"
  odd.machine = "\u{1}\n"
  let text = try bundle([SampleLog.record(2), SampleLog.record(3), odd])
  #expect(text.components(separatedBy: "\"resourceType\":\"Device\"").count == 3)
  #expect(!text.contains("\\u0001") && !text.contains("urn:uuid:set 2"))
  let addresses = text.components(separatedBy: "\"fullUrl\":\"urn:uuid:").dropFirst().map {
    String($0.prefix(36))
  }
  #expect(Set(addresses).count == addresses.count && addresses.allSatisfy { UUID(uuidString: $0) != nil })
}
