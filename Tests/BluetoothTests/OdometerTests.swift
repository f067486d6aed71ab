// SPDX-License-Identifier: Apache-2.0
//
// One distance and one time for all clients.

import LiveFeed
import Testing

@testable import Bluetooth

private func set(_ number: Int, _ elapsedS: Double, _ distanceM: Double) -> LiveFrame {
  var frame = LiveFrame()
  frame.phase = "active"
  frame.set.number = number
  frame.set.elapsedS = elapsedS
  frame.set.distanceM = distanceM
  return frame
}

private func rest(_ number: Int, _ seconds: Double?) -> LiveFrame {
  var frame = LiveFrame()
  frame.set.number = number
  frame.set.restElapsedS = seconds
  return frame
}

/// What the odometer shows after each frame: metres and seconds.
private func shown(_ frames: [LiveFrame], isWatched: Bool, _ odometer: inout Odometer) -> [[Double]] {
  frames.map { frame in
    odometer.take(frame, isWatched: isWatched)
    return [odometer.distanceM, odometer.elapsedS]
  }
}

@Test("sets of a session add up, and a rest adds nothing")
func session() {
  var odometer = Odometer()
  let frames = [
    set(1, 10, 8), set(1, 60, 48), rest(1, 30), rest(1, 60), set(2, 5, 4), set(2, 60, 50), rest(2, 1),
  ]
  #expect(
    shown(frames, isWatched: true, &odometer) == [
      [8, 10], [48, 60], [48, 60], [48, 60], [52, 65], [98, 120], [98, 120],
    ])
}

@Test("what the belt coasted is taken off a set, and never off what a client sees")
func coasting() {
  var odometer = Odometer()
  #expect(
    shown([set(1, 60, 50), set(1, 58, 48.5), set(1, 60, 49)], isWatched: true, &odometer).last == [50, 60])
}

@Test("a session that begins while a client is connected goes on from the totals, until it has left")
func newSession() {
  var odometer = Odometer()
  _ = shown([set(1, 60, 50), rest(1, 10)], isWatched: true, &odometer)
  #expect(shown([rest(0, 1900), set(1, 10, 8)], isWatched: true, &odometer) == [[50, 60], [58, 70]])
  #expect(shown([set(1, 11, 9)], isWatched: false, &odometer) == [[9, 11]])
  #expect(shown([set(1, 12, 10)], isWatched: true, &odometer) == [[10, 12]])
}

@Test("without a client a session begins at 0")
func unwatched() {
  var odometer = Odometer()
  _ = shown([set(1, 60, 50), rest(1, 10), set(2, 60, 50)], isWatched: false, &odometer)
  #expect(shown([rest(0, 1800), set(1, 1, 1)], isWatched: false, &odometer) == [[0, 0], [1, 1]])
}

@Test("a daemon that is started again, in a set or between, takes nothing back")
func restart() {
  var odometer = Odometer()
  _ = shown([set(3, 30, 25)], isWatched: true, &odometer)
  #expect(
    shown([rest(0, nil), set(1, 1, 1), set(2, 2, 2)], isWatched: true, &odometer) == [
      [25, 30], [26, 31], [28, 33],
    ])
}

@Test("a set that is not logged keeps its number, and its metres count")
func discarded() {
  var odometer = Odometer()
  let frames = [set(2, 20, 10), rest(1, 100), set(2, 1, 1)]
  #expect(shown(frames, isWatched: false, &odometer).last == [11, 21])
}

@Test("numbers that are none count as 0")
func odometerNotFinite() {
  var odometer = Odometer()
  #expect(
    shown([set(1, .nan, .infinity), set(1, -5, -5)], isWatched: true, &odometer) == [[0, 0], [0, 0]])
}
