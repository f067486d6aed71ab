// SPDX-License-Identifier: Apache-2.0
//
// Owns: tables, plots and comparisons as text, for terminals of many widths.

import Console
import Foundation
import TestSupport
import Testing

@testable import SetLog
@testable import deadmill

private func look(_ columns: Int, _ glyphs: GlyphSet = .unicode, isTerminal: Bool = true) -> TerminalLook {
  var look = TerminalLook(environment: [:], isTerminal: isTerminal, columns: columns)
  look.glyphs = glyphs
  return look
}

private func record(
  _ number: Int, session: String = "s", startedAt: Instant, walker: String? = nil, machine: String = "Left",
  distanceM: Double = 40
) -> SetRecord {
  var record = SetRecord(
    id: UUIDv7.make(unixMs: 1_790_000_000_000 + Int64(number), hashing: "\(number)".utf8), sessionId: session,
    indexInSession: number,
    startedAt: startedAt, endedAt: startedAt,
    clock: RecordClock(quality: .synchronised, bootId: "b", monotonicNs: 0, monotonicEndNs: 1),
    durationS: 60, movingTimeS: 60, distanceM: distanceM, distanceSdM: 0.1, meanSpeedMps: 0.7,
    maxSpeedMps: 1, machine: machine, quality: RecordQuality(pulses: 1, edges: 1), calibrationId: "c",
    softwareVersion: "0")
  record.walker = walker
  record.meanPowerW = 1234
  record.powerSdW = 123
  record.workJ = 98_765
  record.cadenceSpm = 101
  return record
}

/// Two sessions on one day that take turns, then one set on another day of the next year.
private let someSets = [
  record(1, session: "a", startedAt: "2026-12-30T12:00:00.000Z", walker: "Ann"),
  record(2, session: "b", startedAt: "2026-12-30T12:01:00.000Z", machine: "Right"),
  record(3, session: "a", startedAt: "2026-12-30T12:02:00.000Z", walker: "Ann", distanceM: 12_345.6),
  record(4, session: "b", startedAt: "2026-12-30T12:03:00.000Z", machine: "Right"),
  record(5, session: "c", startedAt: "2027-01-05T12:00:00.000Z", walker: "Ann"),
]

private func table(_ look: TerminalLook, names: SetNames = SetNames()) -> [String] {
  var table = SetTable(
    look: look, names: names,
    bests: [someSets[2].id: [.farthest, .fastest, .strongestEstimated, .mostEstimatedWork, .longest]],
    ids: ShortIDs(length: 5))
  return (table.head + someSets.map { table.add($0) }.joined() + table.end())
    .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

@Test(
  "a table of sets is as wide as its terminal at most", arguments: [40, 50, 60, 80, 90, 100, 120, 200],
  GlyphSet.allCases)
func tableWidths(columns: Int, glyphs: GlyphSet) {
  var names = SetNames()
  names.walkers = ["Ann", "Bartholomew the Younger of Longname"]
  names.machines = ["Left", "Right"]
  let lines = table(look(columns, glyphs), names: names)
  for line in lines { #expect(line.count <= columns, "\(line.count) of \(columns): \(line)") }
  #expect(["when", "time", "metres", "id"].allSatisfy(lines[0].contains))
  #expect(lines[0].contains("walker") == (columns >= 60) && lines[0].contains("machine") == (columns >= 80))
  #expect(lines[0].contains("km/h") == (columns >= 60) && lines[0].contains("watts") == (columns >= 80))
  #expect(lines[0].contains("kJ") == (columns >= 120) && lines[0].contains("steps/min") == (columns >= 120))
  // What has no column stands under the set: each of the five is known by its machine.
  let machines = lines.dropFirst().map {
    $0.components(separatedBy: "Left").count + $0.components(separatedBy: "Right").count - 2
  }
  #expect(machines.reduce(0, +) == 5)
  if glyphs == .ascii { #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }) }
}

@Test("sets stand by month, day and session; bests are marked, and marks explained")
func tableGroups() {
  let lines = table(look(80))
  let ids = lines.map { line in someSets.firstIndex { line.hasSuffix(String($0.id.suffix(5))) } }
  // Numbers are sets, others: the heads, months, blank lines, marks.
  #expect(ids == [nil, nil, 0, 2, nil, 1, 3, nil, nil, 4, nil, nil, nil, nil])
  #expect(lines[1] == "December 2026" && lines[8] == "January 2027")
  #expect(lines[2].hasPrefix("Wed 30 ") && lines[3].hasPrefix("       ") && lines[9].hasPrefix("Tue  5 "))
  #expect(lines[3].contains("12345.6*") && !lines[2].contains("*"))
  #expect(lines[11] + "\n" == SetTable.estimated && lines[12] + "\n" == SetTable.best)
  // Elsewhere than on a terminal each line tells its day, and nothing stands between sets.
  let plain = table(look(80, isTerminal: false))
  #expect(
    plain[1...5].allSatisfy {
      $0.contains("-") && ($0.hasPrefix("2026-12-30 ") || $0.hasPrefix("2027-01-05 "))
    })
}

@Test("names that a terminal cannot show do no harm to the table")
func tableNames() {
  var names = SetNames()
  let name = "Zoë\u{1B}[31m\n漢字漢字漢字漢字"
  names.walkers = [name]
  for glyphs in GlyphSet.allCases {
    let look = look(80, glyphs)
    var table = SetTable(look: look, names: names)
    let text = table.add(record(1, startedAt: "2026-12-30T12:00:00.000Z", walker: name)) + table.end()
    #expect(!text.contains("\u{1B}"))
    let line = text.split(separator: "\n").first { $0.hasPrefix("Wed") }
    #expect(line.map { look.width(String($0)) } ?? 999 <= 80)
  }
}

@Test("exertion, pain and remarks have columns where they are noted and there is room")
func notedColumns() {
  var noted = record(1, startedAt: "2026-12-30T12:00:00.000Z")
  (noted.rpe, noted.pain, noted.note) = (6.5, 2, "left knee\nbetter")
  var names = SetNames()
  (names.hasExertion, names.hasPain, names.hasNotes) = (true, true, true)
  for columns in [60, 80, 120, 200] {
    var table = SetTable(look: look(columns), names: names, ids: ShortIDs(length: 5))
    let lines = (table.head + table.add(noted) + table.end()).split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect(
      lines[0].contains("RPE  pain") == (columns >= 80) && lines[0].contains("note") == (columns >= 120))
    if columns >= 120 { #expect(lines[2].contains("6.5     2 ") && lines[2].contains(" left knee better")) }
  }
  // Where a table goes to a file there is no width to keep to.
  var piped = SetTable(look: look(80, isTerminal: false), names: names, ids: ShortIDs(length: 5))
  #expect(piped.head.contains("note") && piped.add(noted).contains("left knee better"))
}

@Test("small tables keep their columns with wide characters, and become blocks on a narrow terminal")
func smallTables() {
  let rows = [["name", "mass", "on"], ["日本 太郎", "62.0 kg", "Left"], ["Ann", "unknown", ""]]
  let wide = TextTable.text(rows, right: [1], look(80)).split(separator: "\n").map(String.init)
  let ends = wide.map { line in
    look(80).width(
      String(
        line.prefix(
          upTo: line.range(of: "62.0|unknown|mass", options: .regularExpression)?.upperBound ?? line.endIndex)
      ))
  }
  #expect(Set(ends.dropFirst()).count == 2 && wide[1].hasPrefix("日本 太郎  "))
  let narrow = TextTable.text(rows, right: [1], look(20)).split(separator: "\n").map(String.init)
  #expect(narrow.allSatisfy { look(20).width($0) <= 20 })
  #expect(narrow == ["日本 太郎", "  mass  62.0 kg", "  on    Left", "Ann", "  mass  unknown"])
}

@Test("long lines are wrapped at blanks, under the text after their label", arguments: [20, 30, 40, 60])
func wrapping(columns: Int) {
  let line = "  work       4.51 kJ, mean force 137 N and some more words to fill the line"
  let lines = look(columns).wrapped(line).split(separator: "\n").map(String.init)
  #expect(lines.allSatisfy { $0.count <= columns })
  #expect(lines.count > 1 && lines[1].hasPrefix(String(repeating: " ", count: min(13, columns / 2))))
  #expect(lines.joined(separator: " ").split(separator: " ") == line.split(separator: " "))
  #expect(look(columns, isTerminal: false).wrapped(line) == line)
}

/// A walk of a minute at a constant speed with pauses.
private func trace(mps: Double, pauses: [ClosedRange<Double>] = []) -> SetTrace {
  var points = [SetTrace.Point(timeS: 0, distanceM: 0, speedMps: 0, workJ: nil)]
  for step in 1...240 {
    let timeS = Double(step) / 4
    let speed = pauses.contains { $0.lowerBound < timeS && timeS <= $0.upperBound } ? 0 : mps
    points.append(
      SetTrace.Point(
        timeS: timeS, distanceM: points[step - 1].distanceM + speed / 4, speedMps: speed, workJ: nil))
  }
  return SetTrace(points: points)
}

@Test(
  "the plot's height is the speed, whatever it is drawn with", arguments: GlyphSet.allCases, [0.2, 1.0, 4.5])
func plotHeight(glyphs: GlyphSet, mps: Double) throws {
  let plot = SpeedPlotText(trace: trace(mps: mps), durationS: 60, meanMps: mps)
  let lines = plot.lines(look(80, glyphs), rows: 10)
  try #require(lines.count == 13)
  #expect(lines.allSatisfy { $0.count <= 80 })
  #expect(lines[0] == "km/h" && lines[12].contains("0:00") && lines[12].hasSuffix("min:s"))
  // The value at the upper edge of a row that has one; the next below is at another row.
  let labelled = (1...10).compactMap { row in
    lines[row].split(separator: " ").first.flatMap { Double($0) }.map { (row, $0) }
  }
  let (topRow, top) = try #require(labelled.first)
  #expect(topRow == 1 && labelled.count >= 2 && top >= mps * 3.6)
  let drawn = (1...10).filter { lines[$0].dropFirst(6).contains { $0 != " " && $0 != "-" } }
  let heightRows = 10 * (1 - mps * 3.6 / top)
  #expect(abs(Double(try #require(drawn.first)) - 1 - heightRows) <= 1, "\(lines.joined(separator: "\n"))")
  if glyphs == .ascii { #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }) }
}

@Test("a pause is a gap in the curve and a mark on the axis", arguments: GlyphSet.allCases)
func plotPauses(glyphs: GlyphSet) throws {
  let plot = SpeedPlotText(
    trace: trace(mps: 1, pauses: [15...20, 40...40.5, 58...60]), durationS: 60, meanMps: 0.9)
  // Half a second is a part of a step, and what stands at the end is over.
  #expect(plot.pauses == [15...20])
  let lines = plot.lines(look(126, glyphs), rows: 8)
  let mark: Character = glyphs == .ascii ? "=" : "░"
  let axis = Array(lines[9])
  let marked = axis.indices.filter { axis[$0] == mark }
  // 114 columns for a minute, from the sixth on.
  let from = 6 + 114 * 15 / 60
  let to = 6 + 114 * 20 / 60
  #expect(abs((marked.first ?? 0) - from) <= 1 && abs((marked.last ?? 0) - to) <= 1)
  for row in 1...8 {
    let cells = Array(lines[row]).dropFirst(from + 1).prefix(to - from - 2)
    // Only the mean's own marks are there.
    #expect(cells.count { $0 != " " } <= cells.count / 2 + 1, "\(lines[row])")
  }
}

@Test("what cannot be drawn is left out")
func plotOfNothing() {
  let empty = SetTrace(points: [])
  #expect(SpeedPlotText(trace: empty, durationS: 60, meanMps: 1).lines(look(80), rows: 8).isEmpty)
  #expect(SpeedPlotText(trace: trace(mps: 1), durationS: 0, meanMps: 1).lines(look(80), rows: 8).isEmpty)
  #expect(!SpeedPlotText(trace: trace(mps: 0), durationS: 60, meanMps: 0).lines(look(20), rows: 1).isEmpty)
}

@Test(
  "axes have round steps",
  arguments: [(3.7, 10, 4.0), (3.6, 4, 4), (0.1, 10, 0.1), (24, 10, 25), (99, 10, 100)])
func axes(largest: Double, rows: Int, highest: Double) {
  #expect(abs(ValueAxis(largest: largest, rows: rows).highest - highest) < 1e-9)
}

@Test("dots go where braille has them")
func braille() {
  var grid = BrailleGrid(rows: 1, columns: 2)
  for (x, y) in [(0, 0), (1, 3), (2, 3), (-1, 0), (4, 0), (0, 4)] { grid.set(x, y) }
  #expect(grid.lines == ["⢁⡀"])
}

@Test("a set is compared with the one before and the best; alone it is not")
func comparison() {
  let now = record(5, startedAt: "2026-12-30T12:00:00.000Z", walker: "Ann", distanceM: 41)
  let before = record(4, startedAt: "2026-12-29T12:00:00.000Z", walker: "Ann", distanceM: 42)
  func best(_ kind: BestKind, _ value: Double, _ record: SetRecord) -> BestSet {
    BestSet(
      kind: kind, value: value, machine: "Left", calibrationId: "c", setId: record.id,
      startedAt: record.startedAt, day: LocalDay(String("\(record.startedAt)".prefix(10))), walker: "Ann")
  }
  let bests = [best(.longest, 60, now), best(.farthest, 42, before)]
  let lines = SetComparison(record: now, last: before, bests: bests).lines(look(80))
  #expect(lines.allSatisfy { $0.count <= 80 })
  func words(_ line: Int) -> [String] { lines[line].split(separator: " ").map(String.init) }
  #expect(words(1) == ["time", "1:00", "1:00", "+0:00", "1:00", "this", "one", "*"])
  #expect(words(2) == ["distance", "41.0", "m", "42.0", "m", "-1.0", "42.0", "m", "2026-12-29"])
  #expect(lines[3].contains(before.id.suffix(8)))
  let alone = SetComparison(record: now, last: nil, bests: [best(.longest, 60, now)]).lines(look(80))
  #expect(alone.count == 1 && alone[0].contains("nothing to compare yet"))
}
