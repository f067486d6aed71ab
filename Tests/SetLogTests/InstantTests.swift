// SPDX-License-Identifier: Apache-2.0

import Foundation
import SetLog
import TestSupport
import Testing

@Test(
  "a moment is written in UTC to the millisecond and read in every form of RFC 3339",
  arguments: [
    ("2026-03-01T18:04:05.250Z", 1_772_388_245_250), ("2026-03-01t18:04:05.25z", 1_772_388_245_250),
    ("2026-03-01T19:04:05.250999999+01:00", 1_772_388_245_250), ("1969-12-31T23:59:59.999Z", -1),
    ("2026-09-21T14:13:20.001Z", 1_790_000_000_001), ("2026-02-28T23:30:00-00:30", 1_772_323_200_000),
    ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
  ] as [(String, Int64)])
func instantFromText(text: String, unixMs: Int64) throws {
  let instant = try #require(Instant(text))
  #expect(instant.unixMs == unixMs)
  #expect(Instant(instant.description) == instant && instant.description.count == 24)
  let json = try JSONEncoder().encode([instant])
  #expect(String(decoding: json, as: UTF8.self) == "[\"\(instant)\"]")
  #expect(try JSONDecoder().decode([Instant].self, from: json) == [instant])
}

@Test(
  "what is no time is refused",
  arguments: [
    "", "yesterday", "2026-03-01", "2026-03-01T18:04:05", "2026-02-30T00:00:00Z", "2026-03-01T24:00:00Z",
    "2026-03-01T18:60:00Z", "2026-03-01 18:04:05Z", "2026-03-01T18:04:05.Z", "2026-03-01T18:04:05+1:00",
    "2026-03-01T18:04:05+24:00", "2026-03-01T18:04:05ZZ", "12026-03-01T18:04:05Z",
    "2026-03-01T18:04:05.0000000001Z",
    "２026-03-01T18:04:05Z",
  ])
func instantFromNoTime(text: String) { #expect(Instant(text) == nil) }

@Test("texts sort like moments, also before 1970, and moments far away are brought to where they do")
func instantsSort() {
  let moments = [Int64.min, -62_167_219_200_001, -86_400_001, -1, 0, 1, 999, 1000, 253_402_300_800_000, .max]
    .map {
      Instant(unixMs: $0)
    }
  #expect(moments == moments.sorted())
  #expect(moments.map(\.description) == moments.map(\.description).sorted())
  // The same as Foundation's calendar says.
  for unixMs in stride(from: -4_000_000_000_000 as Int64, to: 4_000_000_000_000, by: 87_654_321_987) {
    let whole = Date(timeIntervalSince1970: Double(unixMs / 1000 - (unixMs % 1000 < 0 ? 1 : 0)))
    #expect(Instant(unixMs: unixMs).description.prefix(19) == whole.formatted(.iso8601).prefix(19))
  }
}
