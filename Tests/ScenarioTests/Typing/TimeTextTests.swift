// SPDX-License-Identifier: Apache-2.0
//
// Owns: dates and times as people type them.

import TestSupport
import Testing

@testable import SetLog
@testable import deadmill

/// A Thursday.
private let reader = TimeText(today: LocalDay(year: 2026, month: 3, day: 5) ?? LocalDay(number: 0))

private func days(_ first: String, _ last: String) throws -> NamedTime {
  let (first, last) = (try #require(LocalDay(first)), try #require(LocalDay(last)))
  return NamedTime(start: first.start, end: (last + 1).start)
}

@Test(
  "days, weeks and months by word, by distance and by number",
  arguments: [
    ("today", "2026-03-05", "2026-03-05"), ("Yesterday", "2026-03-04", "2026-03-04"),
    ("this-week", "2026-03-02", "2026-03-08"), ("this week", "2026-03-02", "2026-03-08"),
    ("last-week", "2026-02-23", "2026-03-01"), ("this-month", "2026-03-01", "2026-03-31"),
    ("last-month", "2026-02-01", "2026-02-28"), ("7d", "2026-02-26", "2026-02-26"),
    ("-7d", "2026-02-26", "2026-02-26"), ("2w", "2026-02-19", "2026-02-19"),
    ("0d", "2026-03-05", "2026-03-05"),
    ("2026-02", "2026-02-01", "2026-02-28"), ("2024-02-29", "2024-02-29", "2024-02-29"),
    (" 2026-03-01 ", "2026-03-01", "2026-03-01"), ("2026-3-1", "2026-03-01", "2026-03-01"),
    ("01.03.2026", "2026-03-01", "2026-03-01"), ("1.3.2026", "2026-03-01", "2026-03-01"),
  ])
func namedDays(text: String, first: String, last: String) throws {
  #expect(try reader.time(text) == days(first, last))
}

@Test(
  "times with a zone are that moment, whatever the reader's zone",
  arguments: [
    ("2026-03-01T18:00:00Z", "2026-03-01T18:00:00.000Z", 1000),
    ("2026-03-01t18:00z", "2026-03-01T18:00:00.000Z", 60_000),
    ("2026-03-01 18:00 Z", "2026-03-01T18:00:00.000Z", 60_000),
    ("2026-03-01T18:00+02:00", "2026-03-01T16:00:00.000Z", 60_000),
    ("2026-03-01T18:00:30.5+0200", "2026-03-01T16:00:30.500Z", 1000),
    ("2026-03-01 08:00 -05", "2026-03-01T13:00:00.000Z", 60_000),
    ("2026-03-01 9:05 UTC", "2026-03-01T09:05:00.000Z", 60_000),
    ("1.3.2026 18:00 +01:00", "2026-03-01T17:00:00.000Z", 60_000),
    ("2026-01-01T00:30+05:45", "2025-12-31T18:45:00.000Z", 60_000),
  ])
func zonedTimes(text: String, moment: Instant, lengthMs: Int64) throws {
  let time = try reader.time(text)
  #expect(
    time.moment == moment && time.start == moment && time.end == Instant(unixMs: moment.unixMs + lengthMs))
}

@Test("a time without a zone is the reader's, and one without a day is today's")
func plainTimes() throws {
  let day = try #require(LocalDay("2026-03-01"))
  let noon = WallTime.unixMs(wallMs: Int64(day.number) * 86_400_000 + 43_200_000)
  for text in ["2026-03-01 12:00", "2026-03-01T12:00", "2026-03-01  12:00:00", "1.3.2026 12:00"] {
    #expect(try reader.time(text).moment == Instant(unixMs: noon), "\(text)")
  }
  #expect(try reader.time("12:00") == reader.time("2026-03-05 12:00"))
}

@Test(
  "what is no date is refused, with an example",
  arguments: [
    ("2026-02-30", "no such day"), ("2026-13-01", "no such day"), ("31.04.2026", "no such day"),
    ("2026-02-29 10:00", "no such day"), ("2026-03-01 24:00", "no such time"),
    ("2026-03-01 12:60", "no such time"),
    ("12:00:60", "no such time"), ("2026-03-01x", "not a date"), ("2026-03-01T18:00x", "not a date"),
    ("2026-03-01T18:00+25:00", "not a date"), ("2026-03-01T", "not a date"), ("", "not a date"),
    ("soon", "not a date"),
    ("7", "not a date"), ("d", "not a date"), ("7 days", "not a date"), ("99999999d", "not a date"),
    ("2026-3", "not a date"), ("2026-00", "not a date"), ("18:0", "not a date"), ("20260301", "not a date"),
    ("２０２６-03-01", "not a date"), ("2026-03-01T18:00:00.Z", "not a date"),
  ])
func noTimes(text: String, says: String) throws {
  let error = try #require(throws: TimeTextError.self) { try reader.time(text) }
  #expect("\(error)".contains(says) && "\(error)".contains("2026-03-01"), "\(error)")
}

@Test("a wall time is the moment at which clocks show it, over a year of every half hour")
func wallTimes() {
  for step in 0..<(366 * 48) {
    let wallMs = 1_767_225_600_000 + Int64(step) * 1_800_000
    let (first, last) = (WallTime.unixMs(wallMs: wallMs), WallTime.unixMs(wallMs: wallMs, .later))
    #expect(first <= last)
    let shown = first + Int64(WallTime.utcOffsetS(unixMs: first)) * 1000
    // A time that is skipped is the first moment after the gap.
    #expect(shown >= wallMs && shown - wallMs <= 7_200_000)
  }
}

@Test(
  "the zone is that of TZ as date understands it, with its gaps and repeated hours",
  arguments: [
    // Midnight of 1 July, in moments of UTC.
    ("Europe/Berlin", "2026-07-01", "2026-06-30T22:00:00.000Z"),
    (":Europe/Berlin", "2026-07-01", "2026-06-30T22:00:00.000Z"),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01", "2026-06-30T22:00:00.000Z"),
    ("GMT+2", "2026-07-01", "2026-07-01T02:00:00.000Z"),
    ("UTC0", "2026-07-01", "2026-07-01T00:00:00.000Z"),
    ("Asia/Kathmandu", "2026-07-01", "2026-06-30T18:15:00.000Z"),
    ("Asia/Kathmandu", "2026-07-01 12:00", "2026-07-01T06:15:00.000Z"),
    ("", "2026-07-01", "2026-07-01T00:00:00.000Z"),
    // Half past two is skipped on 29 March, and comes twice on 25 October.
    ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:00:00.000Z"),
    ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00.000Z"),
    // Midnight is skipped there.
    ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00.000Z"),
  ])
func zones(zone: String, since: String, boundary: Instant) throws {
  let folder = try Folder()
  try log(sets: [boundary.unixMs - 1, boundary.unixMs].map { Sample(startMs: $0) }, in: folder)
  let said = try Program.run(
    "sets", "--json", "--since", since, "--state", folder.path, environment: ["TZ": zone])
  #expect(said.status == 0 && said.output.contains("\"startedAt\":\"\(boundary)\""), "\(said)")
  #expect(said.output.matches(of: /"startedAt"/).count == 1)
}
