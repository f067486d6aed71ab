// SPDX-License-Identifier: Apache-2.0

import Pulses
import Testing

@Suite("nanoseconds")
struct NanosecondsTests {
  @Test(
    "the span between two timestamps",
    arguments: [
      (from: Int64(0), to: Int64(0), count: Int64(0)),
      (from: 10, to: 25, count: 15),
      (from: 25, to: 10, count: -15),
      (from: -5, to: 5, count: 10),
      (from: 0, to: .max, count: .max),
      (from: .min, to: -1, count: .max),
      (from: 0, to: .min, count: .min),
    ])
  func span(from: Int64, to: Int64, count: Int64) {
    #expect(Nanoseconds(from: from, to: to).count == count)
  }

  @Test(
    "timestamps too far apart are the longest span apart, in either order",
    arguments: [
      (from: Int64.min, to: Int64.max), (from: .max, to: .min), (from: -1, to: .max), (from: .min, to: 0),
      (from: 1, to: .min),
    ])
  func tooFarApart(from: Int64, to: Int64) {
    #expect(Nanoseconds(from: from, to: to) == .longest)
  }

  @Test(
    "seconds are cut off to whole nanoseconds and to what fits",
    arguments: [
      (seconds: 0.0, count: Int64(0)),
      (seconds: 1, count: 1_000_000_000),
      (seconds: -1, count: -1_000_000_000),
      (seconds: 2.9e-9, count: 2),
      (seconds: -2.9e-9, count: -2),
      (seconds: 1e10, count: .max),
      (seconds: -1e10, count: .min),
      (seconds: .infinity, count: .max),
      (seconds: -.infinity, count: .min),
      (seconds: .nan, count: 0),
    ])
  func fromSeconds(seconds: Double, count: Int64) {
    #expect(Nanoseconds(seconds: seconds).count == count)
  }

  @Test("rounding takes the nearest nanosecond")
  func rounding() {
    #expect(Nanoseconds(roundingSeconds: 2.9e-9).count == 3)
    #expect(Nanoseconds(roundingSeconds: -2.9e-9).count == -3)
    #expect(Nanoseconds(roundingSeconds: .nan).count == 0)
    #expect(Nanoseconds(roundingSeconds: .infinity) == .longest)
  }

  @Test("a span back in time is no time at all where only time ahead counts")
  func notNegative() {
    #expect(Nanoseconds(-3).notNegative.count == 0)
    #expect(Nanoseconds(3).notNegative.count == 3)
    #expect(Nanoseconds(-3) < Nanoseconds(3))
  }

  @Test("whole milliseconds up to a year survive the way to seconds and back")
  func roundTrip() {
    for power in 0...44 {
      let count = (Int64(1) << power) * 1_000_000
      guard count < 31_536_000_000_000_000 else { break }
      #expect(Nanoseconds(roundingSeconds: Nanoseconds(count).seconds).count == count)
    }
  }
}
