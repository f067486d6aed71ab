// SPDX-License-Identifier: Apache-2.0
//
// One set is one number, whatever writes it: tables and reports, FIT, TCX, Strong.

import Foundation
import Testing
import Text

@testable import SetExport
@testable import SetLog

private let laps = 19

/// A distance in centimetres as each format says it, by name.
private func centimetres(_ record: SetRecord) throws -> [String: Int64?] {
  let session = ExportSample.session(record)
  func cells(_ writer: some ExportWriter) throws -> [String: String] {
    let lines = try ExportSample.text(writer, session).split(separator: "\r\n").map {
      $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(uniqueKeysWithValues: zip(lines[0], lines[1]))
  }
  let present = try cells(StrongWriter(exercise: .push))["Distance (meters)"].flatMap(Double.init)
  let old = try cells(StrongWriter(exercise: .push, table: .old))["Distance"].flatMap(Double.init)
  let xml = try ExportSample.text(TCXWriter(exercise: .push), session)
  let lap = xml.components(separatedBy: "<DistanceMeters>").dropFirst().first?.prefix { $0 != "<" }
  let fit = try FITFrames(ExportSample.bytes(FITWriter(exercise: .push), session)).all(laps).first?.value(9)
  return [
    "table": Int64(DecimalText.fixed(record.distanceM, 2).filter { $0 != "." }),
    "FIT": fit.map { Int64($0) },
    "TCX": lap.flatMap { Double($0) }.flatMap { DecimalText.steps($0, 2) },
    "Strong": present.flatMap { DecimalText.steps($0, 2) },
    "old Strong": old.flatMap { DecimalText.steps($0 * 1000, 2) },
  ]
}

@Test("every length that arcs of 0.045 m can have is the same in all formats, halves rounded up")
func distancesAgree() throws {
  // The magnets of a roller of 0.18 m: every second length ends in half a centimetre.
  for arcs in stride(from: 1, to: 12_000, by: 41) {
    var sum = 0.0
    for _ in 0..<arcs { sum += 0.045 }
    for distanceM in [Double(arcs) * 0.045, sum] {
      let wanted = Int64((arcs * 45 + 5) / 10)
      for (format, found) in try centimetres(ExportSample.record(distanceM: distanceM)) {
        #expect(found == wanted, "\(format): \(arcs) arcs, \(distanceM) m")
      }
    }
  }
}

@Test(
  "FIT has the program's version as people write it, or none",
  arguments: [
    ("0.3.0", 30), ("1.2.3", 123), ("0.10.0", nil), ("12.0.9", 1209), ("600.0.0", nil), ("1.2", nil),
    ("", nil),
    ("1.2.x", nil),
  ] as [(String, Int?)])
func fitVersion(text: String, hundredths: Int?) throws {
  var record = ExportSample.record()
  record.softwareVersion = text
  let messages = try FITFrames(ExportSample.bytes(FITWriter(exercise: .push), ExportSample.session(record)))
  #expect(messages.all(23).first?.value(5) == hundredths)
}

@Test("records of FIT have the distance of their second as their speed, the first one too")
func speedIsDistanceOverTime() throws {
  let record = ExportSample.record(startMs: ExportSample.startMs + 437, durationS: 20.3, distanceM: 17.1)
  var set = ExportSample.set(record)
  // The smoothed speed of a start lags behind the pulses.
  set.trace.points = set.trace.points.map { point in
    var point = point
    point.speedMps = 0.1
    return point
  }
  let session = ExportedSession(sets: [set])
  let all = try FITFrames(ExportSample.bytes(FITWriter(exercise: .push), session)).all(20)
  for (before, after) in zip(all, all.dropFirst()) {
    let metres = Double((after.value(5) ?? 0) - (before.value(5) ?? 0)) / 100
    #expect(abs(metres - Double(after.value(73) ?? 0) / 1000) <= 0.0105, "\(after)")
  }
  #expect((all.dropFirst().first?.value(73) ?? 0) > 400)
}
