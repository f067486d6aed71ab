// SPDX-License-Identifier: Apache-2.0
//
// The first page of a report: the period, the plan and how it was kept, weeks and curves; and both languages.

import Foundation
import TestSupport
import Testing
import Training

@testable import SetExport
@testable import SetLog

/// A month of a patient under a plan: three times a week, two sets of a minute; in the second week once only.
private func month(_ log: SetLog) throws {
  try log.addWalker(name: "Ada")
  // From Monday, 31 August: before the month, in a week that reaches into it.
  let days = [0, 2, 4, 7, 14, 16, 18, 21, 23, 25, 26, 28]
  for (number, day) in days.enumerated() {
    for index in 1...3 {
      let startMs = 1_788_163_200_000 + Int64(day) * 86_400_000 + Int64(index) * 120_000
      var record = ExportSample.record(
        index, startMs: startMs, durationS: 60, distanceM: 40 + Double(number), session: "s\(number)")
      record.id = "set-\(number)-\(index)"
      (record.walker, record.protocol) = ("Ada", TrainingProtocol.deadmill3x60.name)
      record.calibrationId = SampleLog.calibration.id
      if number > 3 { record.rpe = 6 } else { record.rpe = 4 }
      record.pain = index == 2 ? max(0, 5 - number / 2) : nil
      try log.insert(SetEntry(record: record, trace: nil, calibration: SampleLog.calibration))
    }
  }
}

private func september() throws -> SetFilter {
  var filter = SetFilter()
  filter.walker = "Ada"
  filter.since = try #require(LocalDay("2026-09-01")).midnight
  filter.until = try #require(LocalDay("2026-10-01")).midnight
  return filter
}

extension LocalDay {
  fileprivate var midnight: Instant {
    let utcMs = Int64(number) * 86_400_000
    return Instant(unixMs: utcMs - Int64(WallTime.utcOffsetS(unixMs: utcMs)) * 1000)
  }
}

private func cells(_ html: String, _ week: String) throws -> [String: String] {
  let start = try #require(html.range(of: "<tr data-week=\"\(week)\">"), "no week \(week)")
  let end = try #require(html.range(of: "</tr>", range: start.upperBound..<html.endIndex))
  let cells = html[start.upperBound..<end.lowerBound].components(separatedBy: "<td data-key=\"").dropFirst()
  return Dictionary(
    uniqueKeysWithValues: cells.map { cell in
      (String(cell.prefix { $0 != "\"" }), String(cell.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }))
    })
}

@Test("a month says plan, aim and adherence of the walker's own protocol, weeks as a whole")
func monthAtAGlance() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try month(log)
  let html = try htmlReport(log, september()) { $0.clinic = "Praxis <Süd>" }
  #expect(
    html.contains("<p class=\"clinic\">Praxis &lt;Süd&gt;</p>\n<h1>Training report, September 2026</h1>"))
  #expect(html.contains("<dd>Three sets of a minute</dd>"))
  #expect(html.contains("<dd>3 sets of 1:00, 1:00 of rest between, 3–4 sessions a week</dd>"))
  // The last week ends on 4 October: with one session it may still meet the aim.
  #expect(html.contains("<dd>aim met in 3 of 4 weeks</dd>"))
  // Monday's session is in August: it counts for the week, and is in no other figure.
  let first = try cells(html, "2026-08-31")
  #expect(first["done"] == "3 of 3" && first["met"] == "yes" && first["sets"] == "6")
  #expect(first["distanceM"] == "249.0" && first["rpe"] == "4.0" && first["pain"] == "5")
  let second = try cells(html, "2026-09-07")
  #expect(second["done"] == "1 of 3" && second["met"] == "no")
  #expect(try cells(html, "2026-09-28")["met"] == "not over")
  #expect(try cells(html, "2026-09-21")["done"] == "4 of 3")
  #expect(html.contains("33 sets in 11 sessions on 11 days"))
  let page = try #require(html.components(separatedBy: "<div class=\"sessions many\">").first)
  #expect(page.contains("data-total=\"workJ\"") && !page.contains("data-set="), "the summary comes first")
}

@Test("curves have a point for each day with a set, and pain is the worst of a day")
func monthCurves() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try month(log)
  let html = try htmlReport(log, september())
  #expect(html.components(separatedBy: "data-curve=\"11\"").count == 4)
  #expect(html.contains("<title id=\"p0-w-t\">Work of each day</title>"))
  // 2 September: three sets of 41 m at 120 N.
  #expect(html.contains("2: 14.76; 4: 15.12;"))
  #expect(html.contains("pain, worst: 2: 5.00; 4: 4.00; 7: 4.00; 14: 3.00;"))
  var without = try september()
  without.until = try #require(LocalDay("2026-09-03")).midnight
  #expect(try !htmlReport(log, without).contains("data-curve"), "one day is no curve")
}

@Test("another protocol can be asked for, and one that is no longer there is no plan")
func otherPlans() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try month(log)
  let asked = try htmlReport(log, september()) { $0.plan = .retroWalk }
  #expect(asked.contains("<dd>Walk backwards, up to ten minutes</dd>"))
  #expect(asked.contains("one set of 5:00, 3–4 sessions a week; next step: sets of 6:00"))
  let gone = try htmlReport(log, september()) { $0.protocols = [.free] }
  #expect(gone.contains("<dd>No plan: any set counts</dd>"))
}

@Test("a report is German throughout")
func germanReport() throws {
  // Every reason that the log has is worded; any other text stays as it is.
  for reason in SuspicionReason.allCases {
    let stored = reason.text(frequencyHz: "50.5")
    #expect(ReportText(.english).reason(stored) == stored)
    let german = ReportText(.german).reason(stored)
    #expect(german != stored && german.contains("50,5") == stored.contains("50.5"))
  }
  #expect(ReportText(.german).reason("a cat") == "a cat")

  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try month(log)
  let html = try htmlReport(log, september()) { $0.language = .german }
  #expect(html.contains("<html lang=\"de\">") && html.contains("<h1>Trainingsbericht, September 2026</h1>"))
  #expect(html.contains("<dd>3 Sätze zu 1:00, dazwischen 1:00 Pause, 3–4 Einheiten pro Woche</dd>"))
  #expect(html.contains("<dd>Ziel erreicht in 3 von 4 Wochen</dd>") && html.contains("249,0"))
  #expect(html.contains("<h3>Mittwoch, 2. September 2026</h3>") && html.contains("41,00 ± 0,25"))
  let body = try #require(html.components(separatedBy: "</style>").last)
  for english in ReportText.english.values.filter({ $0.count > 7 && !$0.contains("%") }) {
    #expect(!body.contains(">\(english)<"), "\(english)")
  }
  #expect(!body.contains(where: { $0 == "\u{0}" }) && !body.contains("%1") && !body.contains("%2"))
}

@Test("every phrase has both languages, with the same places", arguments: ReportPhrase.allCases)
func phrases(_ phrase: ReportPhrase) throws {
  let english = try #require(ReportText.template(phrase, .english))
  let german = try #require(ReportText.template(phrase, .german))
  #expect(!english.isEmpty && !german.isEmpty)
  for number in 1...5 {
    #expect(english.contains("%\(number)") == german.contains("%\(number)"), "\(phrase)")
  }
}

@Test("what is filled in is not looked at again")
func placesInNames() {
  #expect(ReportText(.english)(.sessionAt, "%2 100 %", "m%1") == "Session at %2 100 % on m%1")
  #expect(ReportText(.english)(.setNumber) == "Set %1")
}

@Test(
  "days and periods have names in both languages",
  arguments: [
    ("2026-03-01", "2026-03-31", "March 2026", "März 2026"),
    ("2028-02-01", "2028-02-29", "February 2028", "Februar 2028"),
    ("2026-02-01", "2026-02-27", "1 to 27 February 2026", "1. bis 27. Februar 2026"),
    ("2026-11-03", "2026-12-26", "3 November to 26 December 2026", "3. November bis 26. Dezember 2026"),
    (
      "2025-12-31", "2026-01-01", "31 December 2025 to 1 January 2026", "31. Dezember 2025 bis 1. Januar 2026"
    ),
    ("2026-05-05", "2026-05-05", "5 May 2026", "5. Mai 2026"),
  ])
func periods(_ first: String, _ last: String, _ english: String, _ german: String) throws {
  let days = try #require(LocalDay(first))...(try #require(LocalDay(last)))
  #expect(ReportText(.english).period(days) == english && ReportText(.german).period(days) == german)
}

@Test(
  "a set is of the day at its place, and a day knows its name",
  arguments: [
    ("1969-12-31T23:59:59.999Z", 0, "Wednesday, 31 December 1969"),
    ("1970-01-01T00:00:00.000Z", 0, "Thursday, 1 January 1970"),
    ("2024-02-28T23:30:00.000Z", 3600, "Thursday, 29 February 2024"),
    ("2026-03-01T02:00:00.000Z", -10_800, "Saturday, 28 February 2026"),
  ] as [(Instant, Int, String)])
func calendarDays(_ startedAt: Instant, _ utcOffsetS: Int, _ title: String) {
  var record = SampleLog.record(1)
  record.startedAt = startedAt
  record.utcOffsetS = utcOffsetS
  #expect(ReportText(.english).weekdayAndDate(LocalDay(of: record)) == title)
}
