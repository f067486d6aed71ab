// SPDX-License-Identifier: Apache-2.0
//
// Owns: that days, weeks and months are those of the calendar, as Foundation has it.

import Foundation
import Testing

@testable import SetLog

@Test("days, months and ISO weeks agree with Foundation's calendar, from 1900 to 2100")
func agreesWithFoundation() throws {
  var calendar = Calendar(identifier: .iso8601)
  calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
  for number in stride(from: -25_567, to: 47_482, by: 13) {
    let day = LocalDay(number: number)
    let date = Date(timeIntervalSince1970: Double(number) * 86_400)
    let truth = calendar.dateComponents(
      [.year, .month, .day, .weekOfYear, .yearForWeekOfYear, .weekday], from: date)
    #expect(day.civil == (truth.year ?? 0, truth.month ?? 0, truth.day ?? 0))
    #expect(day.isoWeek == (truth.yearForWeekOfYear ?? 0, truth.weekOfYear ?? 0))
    #expect(day.monday.number == number - ((truth.weekday ?? 0) + 5) % 7)
    #expect(LocalDay(day.description) == day)
    #expect(day.firstOfMonth.civil == (truth.year ?? 0, truth.month ?? 0, 1))
  }
}

@Test(
  "what is no day is refused",
  arguments: [
    "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "", "2026-01-32", "2026-01-01x",
    "+026-01-01",
  ])
func noDays(text: String) {
  #expect(LocalDay(text) == nil)
}

@Test("a set belongs to the day on the wall, also before 1970 and around midnight")
func dayOfSet() {
  #expect(LocalDay.of(unixMs: -1, utcOffsetS: 0).number == -1)
  #expect(LocalDay.of(unixMs: -1, utcOffsetS: 1).number == 0)
  #expect(LocalDay.of(unixMs: 86_399_999, utcOffsetS: 0).number == 0)
  #expect(LocalDay.of(unixMs: 86_399_999, utcOffsetS: 3600).number == 1)
  #expect(LocalDay.of(unixMs: 0, utcOffsetS: -3600).number == -1)
}
