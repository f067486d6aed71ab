// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the live page shows in each situation, and to whom.

import LiveFeed
import Testing
import Words

@testable import Web

private let viewer = LiveViewer(language: .english, unit: .kilometresPerHour)

/// Forty seconds into the second of three sets of a minute.
private var walking: LiveFrame {
  var frame = LiveFrame()
  frame.machine = "m1"
  frame.name = "Left"
  frame.timeNs = 200_000_000_000
  frame.phase = "active"
  frame.health.sensor = .ok
  frame.motion.displaySpeedMps = 0.8
  frame.set.number = 2
  frame.set.elapsedS = 40
  frame.set.distanceM = 31.64
  frame.set.walker = "Ada"
  frame.walker = "Ada"
  var training = LiveTraining()
  training.setIndex = 2
  training.setsDone = 1
  training.setCount = 3
  training.setTargetS = 60
  frame.training = training
  return frame
}

@Test("a set in progress: speed, time and whole metres, with words for what goes on")
func inASet() {
  let view = LiveView(walking, for: viewer)
  #expect(view.figures.map(\.value) == ["2.9", "0:40", "32"])
  #expect(view.figures.map(\.label) == ["SPEED", "SET 2 OF 3", "METRES"] && view.figures[0].unit == "km/h")
  #expect(view.headline == "WALK" && view.style == "active" && view.isLive)
  #expect(view.share.map { abs($0 - 2.0 / 3) < 1e-9 } == true)
  #expect(view.done == 1 && view.count == 3 && view.badge == nil && view.notice == nil)
}

@Test(
  "names are for those who may see them",
  arguments: [(LiveViewer.Names.none, nil), (.own("Ben"), nil), (.own("Ada"), "Ada"), (.all, "Ada")]
    as [(LiveViewer.Names, String?)])
func names(_ names: LiveViewer.Names, shown: String?) {
  var viewer = viewer
  viewer.names = names
  #expect(LiveView(walking, for: viewer).walker == shown)
  var frame = walking
  frame.motion.heartRateBpm = 121
  #expect(LiveView(frame, for: viewer).heartRate == shown.map { _ in "heart rate 121/min" })
  (frame.set.walker, frame.walker) = (nil, nil)
  #expect(LiveView(frame, for: viewer).heartRate == "heart rate 121/min", "it is of no known person")
}

@Test("without a daemon or a sensor no figure is shown as one of now")
func blind() {
  let gone = LiveView(walking, for: viewer, waitsFor: "/run/deadmill/deadmill.sock")
  #expect(!gone.isLive && gone.figures.allSatisfy { $0.value == "–" || $0.label != "SPEED" })
  #expect(gone.notice?.isAlarm == true && gone.headline == "NO SERVICE")
  var frame = walking
  frame.health.sensor = .lost
  let lost = LiveView(frame, for: viewer)
  #expect(lost.figures[0].value == "–" && lost.headline == "SENSOR LOST")
}

@Test("after a set only its own walker is asked how it was, for two minutes")
func asked() {
  var frame = walking
  frame.phase = "idle"
  frame.set.elapsedS = nil
  frame.set.restElapsedS = 20
  var last = SetSummary()
  last.id = "s1"
  last.walker = "Ada"
  last.distanceM = 47
  last.durationS = 60
  frame.set.last = last
  frame.set.claim = LiveClaim(set: "s1", token: "7QK3M9XWT2PD", leftS: 800)
  func view(_ names: LiveViewer.Names) -> LiveView {
    var viewer = viewer
    viewer.names = names
    return LiveView(frame, for: viewer)
  }
  #expect(view(.own("Ada")).rate == "s1" && view(.own("Ben")).rate == nil && view(.all).rate == nil)
  #expect(view(.none).claim == "7QK3M9XWT2PD")
  frame.set.restElapsedS = 130
  #expect(view(.own("Ada")).rate == nil)
}

@Test("German, miles, and a badge for what is simulated")
func otherWords() {
  var frame = walking
  frame.service.isSimulated = true
  let german = LiveView(frame, for: LiveViewer(language: .german, unit: .kilometresPerHour))
  #expect(german.figures[0].value == "2,9" && german.headline == "GEHEN" && german.badge == "SIMULIERT")
  let miles = LiveView(frame, for: LiveViewer(language: .english, unit: .milesPerHour))
  #expect(miles.figures[0].value == "1.8" && miles.figures[2].label == "FEET")
}

@Test("a frame for programs leaves out whose sets they are")
func framesForPrograms() {
  var frame = walking
  var best = SetSummary()
  best.walker = "Ada"
  frame.set.best = best
  frame.set.claim = LiveClaim(set: "s", token: "7QK3M9XWT2PD", leftS: 1)
  frame.hideWalkers(but: nil)
  #expect(frame.walker == nil && frame.set.walker == nil && frame.set.best == nil && frame.set.claim == nil)
}
