// SPDX-License-Identifier: Apache-2.0
//
// Owns: proof of payloads, byte for byte.

import LiveFeed
import Testing

@testable import HomeAutomation

/// A frame of a set in progress, with all that is personal.
func walkingFrame() -> LiveFrame {
  var frame = LiveFrame()
  frame.machine = "01a22bb6-0000-7000-8000-000000000001"
  frame.name = "Treadmill 3"
  frame.phase = "active"
  frame.walker = "Ada"
  frame.motion.displaySpeedMps = 0.5849
  frame.motion.displaySpeedSdMps = 0.05
  frame.motion.powerW = 75.5
  frame.motion.powerSdW = 24.6
  frame.motion.totalDistanceM = 100
  frame.set.number = 1
  frame.set.elapsedS = 12.9
  frame.set.distanceM = 7.04
  frame.set.walker = "Ada"
  frame.health.sensor = .ok
  return frame
}

/// What is different in a frame, and what is sent.
private struct StateRow: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var change: @Sendable (inout LiveFrame) -> Void
  var showsWalker = false
  var payload: String
}

private let stateRows = [
  StateRow(
    testDescription: "a walk", change: { _ in },
    payload:
      #"{"speedKmh":2.1,"speedSdKmh":0.18,"phase":"active","powerW":76,"powerSdW":25,"powerEstimated":true,"setElapsedS":12,"setDistanceM":7,"setNumber":1,"simulated":false}"#
  ),
  StateRow(
    testDescription: "with names", change: { _ in }, showsWalker: true,
    payload:
      #"{"speedKmh":2.1,"speedSdKmh":0.18,"phase":"active","powerW":76,"powerSdW":25,"powerEstimated":true,"setElapsedS":12,"setDistanceM":7,"setNumber":1,"simulated":false,"walker":"Ada"}"#
  ),
  StateRow(
    testDescription: "no sensor: what was measured is unknown", change: { $0.health.sensor = .lost },
    payload:
      #"{"speedKmh":null,"speedSdKmh":null,"phase":"active","powerW":null,"powerSdW":null,"powerEstimated":true,"setElapsedS":12,"setDistanceM":7,"setNumber":1,"simulated":false}"#
  ),
  StateRow(
    testDescription: "idle, simulated, and a phase of a later version",
    change: {
      $0 = LiveFrame()
      $0.phase = "flying"
      $0.health.sensor = .simulated
      $0.service.isSimulated = true
    }, showsWalker: true,
    payload:
      #"{"speedKmh":0,"speedSdKmh":0,"phase":"idle","powerW":null,"powerSdW":null,"powerEstimated":true,"setElapsedS":null,"setDistanceM":null,"setNumber":0,"simulated":true,"walker":"No walker"}"#
  ),
  StateRow(
    testDescription: "numbers that JSON cannot express are unknown",
    change: {
      $0.motion.displaySpeedMps = .nan
      $0.motion.powerW = .infinity
    },
    payload:
      #"{"speedKmh":null,"speedSdKmh":0.18,"phase":"active","powerW":null,"powerSdW":25,"powerEstimated":true,"setElapsedS":12,"setDistanceM":7,"setNumber":1,"simulated":false}"#
  ),
]

@Test("the state, byte for byte", arguments: stateRows)
private func statePayload(_ row: StateRow) {
  var frame = walkingFrame()
  row.change(&frame)
  #expect(StatePayload.state(frame, showsWalker: row.showsWalker) == row.payload)
}

/// A finished set with all that it can have.
func finishedSet(_ id: String = "01a22be7-0000-7000-8000-000000000001") -> SetSummary {
  var set = SetSummary()
  set.id = id
  set.machine = "Treadmill 3"
  set.sessionId = "s1"
  set.indexInSession = 2
  set.startedAt = "2026-12-01T10:00:00.000Z"
  set.durationS = 60.04
  set.distanceM = 49.36
  set.meanSpeedMps = 0.8221
  set.maxSpeedMps = 0.9
  set.meanPowerW = 113.7
  set.powerSdW = 38.2
  set.powerIsEstimated = true
  set.workJ = 6822.4
  set.cadenceSpm = 92.6
  set.walker = "Ada"
  return set
}

@Test("a finished set, byte for byte")
func setPayload() {
  let plain =
    #"{"event_type":"finished","id":"01a22be7-0000-7000-8000-000000000001","sessionId":"s1","indexInSession":2,"startedAt":"2026-12-01T10:00:00.000Z","durationS":60,"distanceM":49.4,"meanSpeedKmh":2.96,"maxSpeedKmh":3.24,"meanPowerW":114,"powerSdW":38,"powerEstimated":true,"workJ":6822,"cadenceSpm":93,"suspect":null,"discarded":false"#
  #expect(SetPayload.payload(finishedSet(), .finished, showsWalker: false) == plain + "}")
  #expect(SetPayload.payload(finishedSet(), .finished, showsWalker: true) == plain + #","walker":"Ada"}"#)
  var set = SetSummary()
  set.id = "x"
  set.suspect = "even"
  set.discardedAt = "2026-12-01T10:00:00.000Z"
  #expect(
    SetPayload.payload(set, .changed, showsWalker: true)
      == #"{"event_type":"changed","id":"x","sessionId":null,"indexInSession":0,"startedAt":null,"durationS":0,"distanceM":0,"meanSpeedKmh":0,"maxSpeedKmh":0,"meanPowerW":null,"powerSdW":null,"powerEstimated":null,"workJ":null,"cadenceSpm":null,"suspect":"even","discarded":true,"walker":null}"#
  )
}

@Test("health, byte for byte")
func healthPayload() {
  var frame = walkingFrame()
  #expect(StatePayload.health(frame) == #"{"sensor":"ok","alerts":[]}"#)
  frame.health.alerts = [
    LiveAlert(
      kind: "magnet_lost", severity: "fault", text: "a \"magnet\"\nis lost", since: "2026-12-01T10:00:00Z"),
    LiveAlert(kind: "new_kind", severity: "warning", text: "x"),
  ]
  #expect(
    StatePayload.health(frame)
      == #"{"sensor":"ok","alerts":[{"kind":"magnet_lost","severity":"fault","text":"a \"magnet\"\nis lost","since":"2026-12-01T10:00:00Z"},{"kind":"new_kind","severity":"warning","text":"x","since":null}]}"#
  )
}

@Test("an odometer, byte for byte")
func odometerPayload() {
  let entry = OdometerBook.Entry(metres: 182_640.54, movingS: 250_112.4)
  #expect(OdometerPayload.payload(entry) == #"{"metres":182640.5,"movingS":250112}"#)
}

@Test("an odometer follows the log and the run, and never falls")
func odometerNeverFalls() {
  var book = OdometerBook(["a": .init(metres: 500, movingS: 60)])
  func metres() -> Double { book.entries["a"]?.metres ?? .nan }
  book.take(log: 400, movingS: 50, of: "a")
  #expect(metres() == 500)
  book.take(run: 10, of: "a")
  #expect(metres() == 500)
  book.take(run: 25, of: "a")
  #expect(metres() == 515)
  // Another daemon.
  book.take(run: 3, of: "a")
  #expect(metres() == 518)
  book.take(log: 1000, movingS: 100, of: "a")
  #expect(metres() == 1000)
  book.take(run: .nan, of: "a")
  book.take(run: -1, of: "a")
  book.take(run: 4, of: "a")
  #expect(metres() == 1001)
}

@Test("a payload is sent if it differs, not too often, and again before it expires")
func pacing() {
  var pacer = StatePacer(leastEvery: .seconds(1), repeatEvery: .seconds(60))
  let start = ContinuousClock.now
  func isDue(_ payload: String, _ afterS: Double) -> Bool {
    pacer.isDue(payload, at: start + .seconds(afterS))
  }
  #expect(isDue("a", 0))
  #expect(!isDue("a", 30))
  #expect(isDue("b", 31))
  #expect(!isDue("c", 31.5))
  #expect(isDue("c", 32))
  #expect(!isDue("c", 91))
  #expect(isDue("c", 92))
}

/// What is asked for, and the walker that it means.
private let commands: [(payload: String, walker: String?)] = [
  ("Ada", "Ada"), ("No walker", nil), ("NO WALKER", nil), ("", nil), ("Zoë", "Zoë"),
]

@Test("a command names a walker or none", arguments: commands)
private func commandPayload(_ payload: String, _ walker: String?) throws {
  let command = try #require(WalkerCommand(word: "belt", machine: "m", payload: Array(payload.utf8)))
  #expect(command.walker == walker)
  #expect(command.request.walker == (walker.map { .value($0) } ?? .null))
  #expect(command.request.machine == "m" && command.request.action == "walker")
}

@Test("what is no name is no command")
func noCommand() {
  #expect(WalkerCommand(word: "belt", machine: "m", payload: [0xFF, 0xFE]) == nil)
  #expect(WalkerCommand(word: "belt", machine: "m", payload: [UInt8](repeating: 65, count: 201)) == nil)
}

@Test("answers, byte for byte")
func answers() {
  var answer = FeedAnswer(id: "1")
  answer.walker = "Ada"
  answer.from = "next-set"
  #expect(CommandAnswer.done(answer) == #"{"ok":true,"walker":"Ada","from":"next-set"}"#)
  #expect(
    CommandAnswer.done(FeedAnswer(id: "1")) == #"{"ok":true,"walker":"No walker","from":null}"#)
  #expect(
    CommandAnswer.refused("no_such_walker", "no walker \"X\"")
      == #"{"ok":false,"code":"no_such_walker","text":"no walker \"X\""}"#)
}
