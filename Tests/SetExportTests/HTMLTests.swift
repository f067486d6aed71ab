// SPDX-License-Identifier: Apache-2.0
//
// The report: what is escaped, marked, summed and drawn. That it is HTML, another program says: Tests/Readers.

import Foundation
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

/// What an export writes; the samples are of September 2026.
func htmlReport(
  _ log: SetLog, _ filter: SetFilter = SetFilter(), _ change: (inout ExportOptions) -> Void = { _ in }
) throws -> String {
  var options = ExportOptions()
  options.program = "deadmill <test>"
  change(&options)
  let today = try #require(LocalDay("2026-09-30"))
  var writer = try HTMLWriter(log, filter, options, today: today)
  var bytes: [UInt8] = []
  try writer.begin { bytes += $0 }
  for part in try ExportFormat.html.parts(filter, log) {
    _ = try log.forEachSession(part) { session, _ in
      try writer.write(session.shown(as: .html)) { bytes += $0 }
    }
  }
  try writer.end { bytes += $0 }
  return String(decoding: bytes, as: UTF8.self)
}

private func sample(_ change: (SetLog) throws -> Void = { _ in }) throws -> (Folder, SetLog) {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try SampleLog.fill(log)
  try change(log)
  return (folder, log)
}

@Test("a report goes walker by walker, has title, totals and remarks, and what people wrote is escaped")
func reportOfAll() throws {
  let (folder, log) = try sample()
  defer { withExtendedLifetime(folder) {} }
  let html = try htmlReport(log)
  #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && html.hasSuffix("</html>\n"))
  #expect(html.contains("<h1>Training report, 21 September 2026</h1>"))
  let names = html.components(separatedBy: "<h2>").dropFirst().map { $0.prefix { $0 != "<" } }
  #expect(names == ["anna", "Zoë &quot;Q&quot; &lt;&amp;&gt;", "no walker", "About the figures"])
  #expect(html.contains("<dt>Machine</dt><dd>Treadmill &quot;3&quot;</dd>"))
  #expect(
    html.contains("&quot;quoted&quot; \\ back,\nnew line\ttab; &lt;b&gt;bold&lt;/b&gt; &amp; naïve 走る 🦵"))
  #expect(!html.contains("<b>") && !html.contains("\u{1}") && !html.contains("<script"))
  let sums = html.components(separatedBy: "<td data-total=\"sets\">").dropFirst().map {
    $0.prefix { $0 != "<" }
  }
  #expect(
    sums == ["2 sets in 1 session on 1 day", "1 set in 1 session on 1 day", "3 sets in 1 session on 1 day"])
  #expect(html.contains("Written by deadmill &lt;test&gt;."))
  #expect(html.contains("It is not a medical assessment"))
}

@Test("nothing of another walker is in a walker's part")
func reportOfOne() throws {
  let (folder, log) = try sample()
  defer { withExtendedLifetime(folder) {} }
  var filter = SetFilter()
  filter.walker = "anna"
  let html = try htmlReport(log, filter)
  #expect(html.contains("<h2>anna</h2>") && html.contains("anna</title>"))
  #expect(!html.contains("Zoë") && !html.contains("no walker") && !html.contains(SampleLog.record(2).id))
}

@Test("figures are rounded as at the terminal; estimated, unsure and unknown ones are marked")
func htmlMarks() throws {
  let (folder, log) = try sample()
  defer { withExtendedLifetime(folder) {} }
  let html = try htmlReport(log)
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

@Test("what figures rest on is said once, with the end of the calibration's identifier")
func htmlBases() throws {
  let (folder, log) = try sample()
  defer { withExtendedLifetime(folder) {} }
  let html = try htmlReport(log)
  for calibration in [SampleLog.calibration, SampleLog.newCalibration] {
    #expect(!html.contains(calibration.id) && html.contains("calibration \(calibration.id.suffix(8)), drag"))
  }
  #expect(html.contains("<li>Basis 1: calibration ") && html.contains("basis 2, see the end."))
  // Three bases have it: measured and estimated drag, and another calibration.
  #expect(html.components(separatedBy: "body mass 81.4 kg").count == 4)
  var filter = SetFilter()
  filter.id = SampleLog.record(1).id
  let one = try htmlReport(log, filter)
  #expect(one.contains("<li>Basis of all figures: calibration ") && !one.contains("see the end"))
}

@Test("what a report need not explain it leaves out, and a simulated belt says so")
func htmlRemarks() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  var record = SampleLog.record(1)
  record.machine = SimulatedMachine.name
  try log.insert(SampleLog.entry(record))
  let html = try htmlReport(log)
  #expect(html.contains("1 set from a simulated belt; no one walked.") && html.contains(", simulated."))
  #expect(!html.contains("is estimated") && !html.contains("not sure") && !html.contains("Power of"))
  #expect(html.contains("<h2>no walker</h2>"))
}

@Test("a set that was entered by hand is marked, and rests on no calibration")
func htmlEntered() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.insert(SampleLog.entry(SampleLog.record(1)))
  var record = SampleLog.record(3)
  record.quality.endReason = .entered
  record.calibrationId = SampleLog.newCalibration.id
  try log.insert(SetEntry(record: record, trace: nil, calibration: SampleLog.newCalibration))
  let html = try htmlReport(log)
  #expect(
    html.contains("<th scope=\"row\">3 (entered)</th>")
      && html.contains("1 set entered by hand, not measured."))
  #expect(
    !html.contains(String(SampleLog.newCalibration.id.suffix(8))) && html.contains("Basis of all figures"))
}

@Test("days have headings and sums, and sets after midnight their date")
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
    for session in ["morning", "evening"] {
      var record = SampleLog.record(session == "morning" ? 40 : 50, session: 4)
      (record.startedAt, record.sessionId) = ("2026-09-25T08:00:00.000Z", session)
      try log.insert(SampleLog.entry(record))
    }
  }
  defer { withExtendedLifetime(folder) {} }
  let html = try htmlReport(log)
  // Before and after the reader's midnight.
  #expect(html.contains("<h3>Tuesday, 22 September 2026</h3>"))
  #expect(html.contains(">23:58</td>") && html.contains(">2026-09-23 00:10</td>"))
  #expect(
    html.components(separatedBy: "<section").count == html.components(separatedBy: "</section>").count)
  #expect(html.contains("This day: 2 sets, 1:00, 48.7 m"))
  // A set counts for a day of the machine's place, whatever clock the page shows.
  #expect(html.contains("7 sets in 4 sessions on 3 days"))
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

@Test("a long set is drawn with as many points as a print shows, and bars change to kilometres")
func plotsOfMuch() throws {
  var record = SampleLog.record(2)
  record.durationS = 7200
  let points = (0...28_800).map { index in
    SetTrace.Point(
      timeS: Double(index) / 4, distanceM: Double(index) / 5, speedMps: index % 2 == 0 ? 0 : 2, workJ: nil)
  }
  let set = ExportedSet(record: record, trace: SetTrace(points: points))
  let svg = SpeedPlot.figure(
    set, id: "a", size: .half, largestKmh: SpeedPlot.largestKmh([set]), text: ReportText(.german))
  let drawn = try #require(svg.components(separatedBy: "points=\"").last?.prefix { $0 != "\"" })
  let count = drawn.split(separator: " ").count
  #expect(count > 200 && count <= 240)
  #expect(
    svg.contains(">2:00:00</text>") && svg.contains("<title id=\"a-t\">Tempo von Satz 2 im Verlauf</title>"))
  let bars = BarPlot(
    title: "t", horizontal: "h", bars: [.init(label: "1", distanceM: 12_000)], text: ReportText(.german))
  #expect(bars.figure(id: "b").contains("1: 12,0 km"))
}
