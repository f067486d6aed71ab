// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a heart rate is in every format that has a place for it, and in none where no strap was worn.

import Foundation
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

/// Two sets of a minute: in the first 100 to 129 beats a minute with ten seconds unknown, in the second none.
private var session: ExportedSession {
  var session = ExportSample.session(
    ExportSample.record(), ExportSample.record(2, startMs: ExportSample.startMs + 120_000))
  session.sets[0].heartRate = HeartRateTrace(
    samples: (0..<60).map {
      .init(timeMs: Int64($0) * 1000, bpm: (20..<30).contains($0) ? nil : 100 + $0 / 2)
    },
    durationMs: 60_000)
  return session
}

@Test("FIT has a heart rate in each record where it is known, and mean and greatest of laps and session")
func fitHeartRate() throws {
  let frames = try FITFrames(ExportSample.bytes(FITWriter(exercise: .push), session))
  let rates = frames.all(20).map { $0.value(3) }
  let known = rates.compactMap { $0 }
  #expect((48...52).contains(known.count) && known.max() == 129 && known.min() == 100)
  #expect(frames.all(19).map { $0.value(16) } == [129, nil] && frames.all(19)[1].value(15) == nil)
  let mean = try #require(session.sets[0].heartRate?.meanBpm)
  #expect(frames.all(19)[0].value(15) == Int(mean.rounded()))
  #expect(frames.all(18)[0].value(16) == Int(mean.rounded()) && frames.all(18)[0].value(17) == 129)
}

@Test("TCX has it in points and laps, where the schema wants it")
func tcxHeartRate() throws {
  let text = try ExportSample.text(TCXWriter(exercise: .push), session)
  let laps = text.components(separatedBy: "<Lap ").dropFirst()
  #expect(laps.count == 2)
  let first = try #require(laps.first)
  #expect(first.contains("<Calories>0</Calories>\n<AverageHeartRateBpm><Value>"))
  #expect(first.contains("<MaximumHeartRateBpm><Value>129</Value></MaximumHeartRateBpm>\n<Intensity>"))
  #expect(first.components(separatedBy: "</DistanceMeters><HeartRateBpm><Value>").count > 45)
  #expect(laps.last?.contains("HeartRate") == false)
}

@Test("the trace's table has it in its last column")
func csvHeartRate() throws {
  let lines = try ExportSample.text(TraceTableWriter(), session).components(separatedBy: "\r\n")
  #expect(lines[1].hasSuffix(",100") && lines[1 + 4 * 59].hasSuffix(",129"))
  #expect(lines[1 + 4 * 29].hasSuffix(","), "the strap had no contact")
  #expect(lines.filter { $0.hasPrefix("set-s-2") }.allSatisfy { $0.hasSuffix(",") })
}

@Test("FHIR has the mean with LOINC's code, the report a column")
func fhirAndReportHeartRate() throws {
  let fhir = try ExportSample.text(FHIRWriter(), session)
  #expect(fhir.components(separatedBy: "\"code\":\"8867-4\"").count == 2)
  #expect(fhir.contains("\"code\":\"maxHeartRateBpm\""))
  func html(_ session: ExportedSession) -> String {
    var bases = HTMLBases()
    return HTMLSession(session: session, number: 0, isCompact: false, text: ReportText(.english)).html(&bases)
  }
  #expect(html(session).contains("(129)</td>") && html(session).contains("Heart rate"))
  #expect(!html(ExportSample.session(ExportSample.record())).contains("Heart rate"))
}

@Test("an archive has it as columns, and an import gives it back")
func archivedHeartRate() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let calibration = CalibrationRecord(json: "{}")
  var record = ExportSample.record()
  record.calibrationId = calibration.id
  var entry = SetEntry(record: record, calibration: calibration)
  entry.heartRate = [
    HeartRateSample(timestampNs: record.clock.monotonicNs - 1_500_000_000, bpm: 90),
    HeartRateSample(timestampNs: record.clock.monotonicNs + 250_000_000, bpm: nil),
  ]
  try log.insert(entry)
  var bytes: [UInt8] = []
  try log.export(SetFilter(), as: .json) { bytes += $0 }
  let text = String(decoding: bytes, as: UTF8.self)
  #expect(text.contains("\"heartRate\":{\"timeS\":[-1.5,0.25],\"bpm\":[90,null]}"))
  let other = try Folder()
  func imported(_ text: String) throws -> ImportSummary {
    let file = other.path + "/import.jsonl"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return try LogImport.run(file, into: try SetLog(directory: other.path + "/state"))
  }
  for wrong in ["[90,255]", "[90]", "[0,null]"] {
    #expect(try imported(text.replacing("[90,null]", with: wrong)).added == 0, "\(wrong)")
  }
  #expect(try imported(text).added == 1)
  let copy = try SetLog(readingFrom: other.path + "/state")
  #expect(try copy.heartRate(of: record) == log.heartRate(of: record))
}
