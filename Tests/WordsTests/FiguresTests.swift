// SPDX-License-Identifier: Apache-2.0
//
// Owns: that figures are written for people.

import Foundation
import Testing
import Words

private let figures = Figures(language: .english, unit: .kilometresPerHour)

@Test(
  "figures are rounded half away from zero",
  arguments: [
    (0.0, 2, "0.00"), (2.955, 1, "3.0"), (-1.25, 1, "-1.3"), (0.005, 2, "0.01"), (99.999, 2, "100.00"),
    (7, 0, "7"), (.nan, 1, "–"), (.infinity, 1, "–"), (1e15, 0, "–"),
  ] as [(Double, Int, String)])
func rounding(value: Double, digits: Int, text: String) {
  #expect(figures.fixed(value, digits) == text)
  #expect(
    Figures(language: .german, unit: .kilometresPerHour).fixed(value, digits)
      == text.replacing(".", with: ","))
}

@Test(
  "clocks",
  arguments: [
    (0.0, "0:00"), (59.49, "0:59"), (59.96, "1:00"), (60, "1:00"), (3725, "62:05"), (5999, "99:59"),
    (5999.5, "1:40:00"), (6000, "1:40:00"),
    (-3, "0:00"), (.nan, "–"), (.infinity, "–"), (1e300, "277777:46:40"),
  ])
func clocks(seconds: Double, text: String) {
  #expect(figures.clock(seconds) == text)
}

@Test("a remaining time is zero only when it is over")
func remaining() {
  #expect(figures.remaining(0.2) == "0:01")
  #expect(figures.remaining(59.01) == "1:00")
  #expect(figures.remaining(0) == "0:00")
  #expect(figures.remaining(-5) == "0:00")
  #expect(figures.remaining(nil) == "–")
}

@Test(
  "speeds in every unit, including stopped and absurd ones",
  arguments: [
    (.kilometresPerHour, 0.8123, "2.9"), (.kilometresPerHour, 0, "0.0"), (.kilometresPerHour, -0.0, "0.0"),
    (.kilometresPerHour, -1, "0.0"), (.kilometresPerHour, 27.77, "100"), (.kilometresPerHour, 1e9, "–"),
    (.kilometresPerHour, .nan, "–"), (.metresPerSecond, 0.8123, "0.81"), (.milesPerHour, 1.34112, "3.0"),
    (.minutesPerKilometre, 0.8, "20:50"), (.minutesPerKilometre, 0, "–"), (.minutesPerKilometre, 0.1, "–"),
    (.minutesPerKilometre, 0.1668, "99:55"), (.minutesPerKilometre, 1e9, "0:00"),
    (.minutesPerKilometre, .infinity, "–"),
  ] as [(SpeedUnit, Double, String)])
func speeds(unit: SpeedUnit, mps: Double, text: String) {
  #expect(Figures(language: .english, unit: unit).speed(mps) == text)
}

@Test("pace uncertainty is a duration, and absent when there is no pace")
func paceUncertainty() {
  let pace = Figures(language: .english, unit: .minutesPerKilometre)
  #expect(pace.speedUncertainty(0.05, at: 1) == "± 0:50")
  #expect(pace.speedUncertainty(0.05, at: 0) == nil)
  #expect(figures.speedUncertainty(0.05, at: 0) == "± 0.18")
  #expect(figures.speedUncertainty(.nan, at: 1) == nil)
}

@Test(
  "units by their names",
  arguments: [
    ("km/h", .kilometresPerHour), ("kmh", .kilometresPerHour), ("m/s", .metresPerSecond),
    ("mps", .metresPerSecond), ("MPH", .milesPerHour), ("min/km", .minutesPerKilometre), ("knots", nil),
    ("", nil),
  ] as [(String, SpeedUnit?)])
func unitNames(name: String, unit: SpeedUnit?) {
  #expect(SpeedUnit(name: name) == unit)
}

@Test("differences have a sign, zero has ±")
func signs() {
  #expect(figures.signed(1.26, 1) == "+1.3")
  #expect(figures.signed(-0.3, 1) == "-0.3")
  #expect(figures.signed(0.04, 1) == "±0.0")
  #expect(figures.signed(.nan, 1) == "–")
}

@Test("cycling through the units returns to the first")
func unitCycle() {
  var unit = SpeedUnit.kilometresPerHour
  for _ in SpeedUnit.allCases { unit = unit.next }
  #expect(unit == .kilometresPerHour)
}
