// SPDX-License-Identifier: Apache-2.0
//
// The report: what is escaped, marked, summed and drawn. That it is HTML, another program says: Tests/Readers.

import Foundation
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

private func report(_ log: SetLog, _ filter: SetFilter = SetFilter()) throws -> String {
  let writer = HTMLWriter(extent: try log.extent(filter), program: "deadmill <test>")
  return String(decoding: try exported(log, filter, with: writer), as: UTF8.self)
}

private func sample(_ change: (SetLog) throws -> Void = { _ in }) throws -> (Folder, SetLog) {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try SampleLog.fill(log)
  try change(log)
  return (folder, log)
}

@Test("a report has title, sets, totals and remarks, and what people wrote is escaped")
func htmlReport() throws {
  let (folder, log) = try sample()
  defer { withExtendedLifetime(folder) {} }
  let html = try report(log)
  #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && html.hasSuffix("</html>\n"))
  #expect(html.contains("<dt>Machines</dt><dd>Treadmill &quot;3&quot;, Zweites Laufband ü</dd>"))
  #expect(
    html.contains("<dt>Walkers</dt><dd>anna, Zoë &quot;Q&quot; &lt;&amp;&gt;; 3 sets without a walker</dd>"))
  #expect(
    html.contains("&quot;quoted&quot; \\ back,\nnew line\ttab; &lt;b&gt;bold&lt;/b&gt; &amp; naïve 走る 🦵"))
  #expect(!html.contains("<b>") && !html.contains("\u{1}") && !html.contains("<script"))
  #expect(html.contains("<td data-total=\"sets\">6 in 2 sessions on 1 day</td>"))
  #expect(html.contains("Written by deadmill &lt;test&gt;."))
  #expect(html.contains("It is not a medical assessment"))
}

@Test("figures are rounded as at the terminal; estimated, unsure and unknown ones are marked")
func htmlMarks() throws {
  let (folder, log) = try sample()
  defer { withExtendedLifetime(folder) {} }
  let html = try report(log)
  func row(_ number: Int) throws -> String {
    let start = try #require(html.range(of: "<tr data-set=\"\(SampleLog.record(number).id)\">"))
    let end = try #require(html.range(of: "</tr>", range: start.upperBound..<html.endIndex))
    return String(html[start.upperBound..<end.lowerBound])
  }
  // Recomputed, and its drag is estimated.
  #expect(try row(2).contains("<td data-key=\"distanceM\">24.50 ± 0.00</td>"))
  #expect(try row(2).contains("<td data-key=\"meanPowerW\">~81 ± 5</td>"))
  #expect(try row(2).contains("<td data-key=\"workJ\">~2.44</td><td data-key=\"fade\">3 % faster</td>"))
  #expect(try row(3).contains("<td data-key=\"meanPowerW\">81 ± 5</td>") && row(3).contains(" ?</td>"))
  #expect(try row(1).contains("<td data-key=\"restBeforeS\">–</td>") && !row(1).contains("?"))
  #expect(try row(1).contains("<td data-key=\"workJ\">–</td>"))
  #expect(html.contains("~ is estimated: power of 3 sets") && html.contains("? is a time that is not sure"))
  #expect(html.contains("Power of 2 sets rests on the drag that was measured"))
  #expect(html.contains("Of set 4 no course over time is stored.") && html.contains("body mass 81.4 kg"))
  #expect(!html.contains("simulated belt"))
}

@Test("what a report need not explain it leaves out, and a simulated belt says so")
func htmlRemarks() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  var record = SampleLog.record(1)
  record.machine = SimulatedMachine.name
  try log.insert(SampleLog.entry(record))
  let html = try report(log)
  #expect(html.contains("1 set from a simulated belt; no one walked.") && html.contains(", simulated."))
  #expect(!html.contains("is estimated") && !html.contains("not sure") && !html.contains("Power of"))
  #expect(html.contains("<dt>Walker</dt><dd>no walker</dd>"))
}

@Test("days have headings and sums, sets after midnight their date, and the totals a bar a day")
func htmlDays() throws {
  let day = try #require(LocalDay("2026-09-23"))
  let midnightMs = WallTime.unixMs(wallMs: Int64(day.number) * 86_400_000)
  let (folder, log) = try sample { log in
    for (number, startedAt) in [
      (30, Instant(unixMs: midnightMs - 90_000)), (31, Instant(unixMs: midnightMs + 600_000)),
    ] {
      var record = SampleLog.record(number, session: 3)
      (record.startedAt, record.endedAt, record.sessionId) = (startedAt, startedAt, "night")
      try log.insert(SampleLog.entry(record))
    }
  }
  defer { withExtendedLifetime(folder) {} }
  let html = try report(log)
  // Before and after the reader's midnight.
  #expect(html.contains("<h2>Tuesday, 22 September 2026</h2>"))
  #expect(html.contains(">23:58</td>") && html.contains(">2026-09-23 00:10</td>"))
  #expect(
    html.components(separatedBy: "<section class=\"day\">").count == html.components(
      separatedBy: "</section>"
    ).count - 1)
  #expect(html.contains("Distance of each day") && html.contains("This day: "))
  #expect(html.contains("<td data-total=\"sets\">8 in 3 sessions on 2 days</td>"))
}

@Test(
  "a calendar day knows its name",
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
  #expect(CalendarDay(of: record).title == title)
}

@Test(
  "an axis has four steps or some more, of 1, 2 or 5",
  arguments: [
    (0.0, 1.0, 1.0), (0.3, 0.1, 0.3), (2.5, 0.5, 2.5), (3.9, 1, 4), (39, 10, 40), (100, 20, 100),
    (101, 50, 150),
  ])
func axisSteps(_ largest: Double, _ step: Double, _ highest: Double) {
  let plot = SVGPlot(.half, largest: largest)
  #expect(abs(plot.step - step) < 1e-12 && abs(plot.highest - highest) < 1e-12)
}

@Test("a long set is drawn with as many points as a print shows, and bars change to months and kilometres")
func plotsOfMuch() throws {
  var record = SampleLog.record(2)
  record.durationS = 7200
  let points = (0...28_800).map { index in
    SetTrace.Point(
      timeS: Double(index) / 4, distanceM: Double(index) / 5, speedMps: index % 2 == 0 ? 0 : 2, workJ: nil)
  }
  let set = ExportedSet(record: record, trace: SetTrace(points: points))
  let svg = SpeedPlot.figure(set, id: "a", size: .half, largestKmh: SpeedPlot.largestKmh([set]))
  let drawn = try #require(svg.components(separatedBy: "points=\"").last?.prefix { $0 != "\"" })
  let count = drawn.split(separator: " ").count
  #expect(count > 200 && count <= 240)
  #expect(
    svg.contains(">2:00:00</text>") && svg.contains("<title id=\"a-t\">Speed of set 2 over time</title>"))
  var totals = HTMLTotals()
  for number in [0, 40, 80] as [Int64] {
    record.distanceM = 6000
    totals.add(
      ExportedSession(sets: [ExportedSet(record: record, trace: set.trace)]), on: CalendarDay(number: number))
  }
  totals.add(ExportedSession(sets: [set]), on: CalendarDay(number: 81))
  #expect(totals.html.contains("Distance of each month") && totals.html.contains("1970-02: 6000 m"))
  totals.add(
    ExportedSession(sets: [ExportedSet(record: record, trace: set.trace)]), on: CalendarDay(number: 82))
  #expect(totals.html.contains("1970-03: 12.0 km"))
}
