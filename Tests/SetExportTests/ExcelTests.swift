// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SetExport
@testable import SetLog

private func table(_ language: ExportLanguage, _ mark: DecimalMark, _ records: SetRecord...) throws -> String
{
  var options = ExportOptions()
  (options.language, options.decimalMark) = (language, mark)
  let session = ExportedSession(sets: records.map { ExportSample.set($0) })
  return try ExportSample.text(ExcelTableWriter(options), session)
}

@Test("a table for spreadsheets has a byte order mark, and numbers as its language has them")
func excelGerman() throws {
  var record = ExportSample.record(2, durationS: 59.96, distanceM: 47.205)
  record.utcOffsetS = 3600
  (record.walker, record.note, record.rpe) = ("Jürgen", "Knie; \"links\"\r\n=1+1", 7)
  record.fade = 0.0312
  let lines = try table(.german, .comma, record).split(separator: "\r\n", maxSplits: 1)
  #expect(lines[0].unicodeScalars.first == "\u{FEFF}")
  #expect(
    lines[0].dropFirst().hasPrefix(
      "Datum;Beginn;Name;Gerät;Protokoll;Satz;Pause, s;Zeit, s;In Bewegung, s;Strecke, m;Strecke ±, m;Tempo, km/h;"
    ))
  #expect(lines[0].contains(";Anstrengung, 0-10;Schmerz, 0-10;Notiz;Verdächtig;Kennung"))
  #expect(
    lines[1].hasPrefix(
      "2026-03-01;11:00:00;Jürgen;Treadmill 3;;2;;60;60;47,21;0,25;2,88;3,6;3,1;;;96;;5,665;Widerstand geschätzt;7;;"
    ))
  #expect(lines[1].hasSuffix(";\"Knie; \"\"links\"\"\r\n=1+1\";;set-s-2\r\n"))
}

@Test("where numbers have a point, columns are separated by commas, whatever the language")
func excelEnglish() throws {
  let english = try table(.english, .point, ExportSample.record(distanceM: 11.88))
  #expect(english.contains("\u{FEFF}Date,Start,Walker,Machine,Protocol,Set,\"Rest, s\","))
  #expect(english.contains("\r\n2026-03-01,10:00:00,,Treadmill 3,,1,,60,60,11.88,0.25,2.88,3.6,,"))
  let swiss = try table(.german, .point, ExportSample.record(distanceM: 11.88))
  #expect(swiss.contains("Datum,Beginn,") && swiss.contains(",11.88,"))
}

@Test("what would run as a formula does not, and what is unknown is empty")
func excelFormulas() throws {
  var record = ExportSample.record()
  (record.note, record.walker, record.workJ, record.meanPowerW) = ("=HYPERLINK(1)", "@x", nil, nil)
  let text = try table(.english, .point, record)
  record.quality.endReason = .entered
  #expect(try table(.german, .comma, record).contains(";von Hand eingetragen;"))
  #expect(text.contains(",'=HYPERLINK(1),") && text.contains(",'@x,") && !text.contains("estimated"))
}
