// SPDX-License-Identifier: Apache-2.0
//
// Owns: that every cue is heard once, at its time, and never again; in virtual time.

import Console
import LiveFeed
import Testing
import Words

/// A session as reported by a daemon, frame by frame.
private struct Session {
  var machine = CueMachine()
  var timeS = 0.0
  var setNumber = 0
  var stepS = 0.1
  var target: Double?
  var restTarget: Double?
  private(set) var heard: [(cue: Cue, timeS: Double)] = []

  var cues: [Cue] { heard.map(\.cue) }

  private mutating func tell(_ phase: String, elapsedS: Double?, restS: Double?, isDone: Bool = false) {
    var frame = LiveFrame()
    frame.health.sensor = .ok
    frame.phase = phase
    frame.timeNs = Int64((timeS * 1e9).rounded())
    frame.set.number = setNumber
    frame.set.elapsedS = elapsedS
    frame.set.restElapsedS = restS
    if target != nil || restTarget != nil {
      var training = LiveTraining()
      training.setTargetS = target
      training.restTargetS = restTarget
      training.isDone = isDone
      frame.training = training
    }
    if let cue = machine.take(frame) { heard.append((cue, timeS)) }
    timeS += stepS
  }

  mutating func idle(_ seconds: Double) {
    for _ in 0..<Int((seconds / stepS).rounded()) { tell("idle", elapsedS: nil, restS: nil) }
  }

  mutating func set(_ seconds: Double, from begin: Double = 0, pauses: [(at: Double, lasts: Double)] = []) {
    if begin == 0 { setNumber += 1 }
    var elapsed = begin
    while elapsed < seconds - 1e-9 {
      if let pause = pauses.first(where: { $0.at >= elapsed && $0.at < elapsed + stepS }) {
        // During a pause a daemon reports the time of the last motion, which is a little ago.
        for _ in 0..<Int(pause.lasts / stepS) { tell("paused", elapsedS: max(0, pause.at - 1.5), restS: nil) }
        elapsed += pause.lasts
      }
      tell("active", elapsedS: elapsed, restS: nil)
      elapsed += stepS
    }
  }

  mutating func rest(_ seconds: Double, from begin: Double = 0, isDone: Bool = false) {
    var elapsed = begin
    while elapsed < seconds - 1e-9 {
      tell("idle", elapsedS: nil, restS: elapsed, isDone: isDone)
      elapsed += stepS
    }
  }

  mutating func candidate(_ seconds: Double, restS: Double?) {
    for _ in 0..<Int((seconds / stepS).rounded()) { tell("candidate", elapsedS: nil, restS: restS) }
  }

  /// Missing frames.
  mutating func miss(_ seconds: Double) { timeS += seconds }

  mutating func restart() { timeS = 0 }
}

@Test(
  "three one-minute sets give the expected cues, at any frame rate",
  arguments: [0.05, 0.1, 0.25, 0.6, 1.0])
func classicSession(stepS: Double) {
  var session = Session(stepS: stepS, target: 60, restTarget: 60)
  session.idle(6)
  for number in 1...3 {
    session.set(62)
    session.rest(number < 3 ? 70 : 30, from: 6, isDone: number == 3)
  }
  let oneSet: [Cue] = [.setBegins, .half, .tenSecondsLeft, .done]
  #expect(session.cues == oneSet + [.restIsOver] + oneSet + [.restIsOver] + oneSet)
  let first = session.heard.prefix(4).map(\.timeS)
  for (heard, expected) in zip(first, [6.0, 36, 56, 66]) {
    #expect(heard >= expected - 1e-6 && heard <= expected + 2 * stepS, "\(heard) \(expected)")
  }
}

@Test("a set without a target has a beginning and an end", arguments: [3.0, 59, 700])
func openSet(seconds: Double) {
  var session = Session()
  session.idle(2)
  session.set(seconds)
  session.rest(200)
  #expect(session.cues == [.setBegins, .done])
}

@Test("every target and every length: each cue at most once, in order, and only what was reached")
func allTargets() {
  for target in stride(from: 5.0, through: 120, by: 5) {
    for seconds in stride(from: 3.0, through: 130, by: 6.5) {
      var session = Session(stepS: 0.5, target: target, restTarget: 30)
      session.idle(1)
      session.set(seconds)
      session.rest(40, from: 6)
      var expected: [Cue] = [.setBegins]
      let last = seconds - 0.5
      if last >= target / 2 { expected.append(.half) }
      if target > CueMachine.shortestWithTen, last >= target - 10 { expected.append(.tenSecondsLeft) }
      expected += [.done, .restIsOver]
      // Within half a second of a limit either is acceptable.
      let near = [target / 2, target - 10, target].contains { abs($0 - seconds) <= 1 }
      let once = session.cues.filter { $0 != .doneAgain }
      if !near { #expect(once == expected, "target \(target), \(seconds) s") }
      #expect(Set(once).count == once.count, "target \(target), \(seconds) s: twice")
      // Every five seconds past the target, six times at most.
      let again = min(6, max(0, Int((last - target) / 5)))
      let isNear = abs((last - target) / 5 - ((last - target) / 5).rounded()) < 0.11
      if !isNear {
        #expect(session.cues.count { $0 == .doneAgain } == again, "target \(target), \(seconds) s")
      }
    }
  }
}

@Test("a stumble gives no cue, at any point, although the elapsed time steps back")
func stumbles() {
  for at in stride(from: 2.0, through: 58, by: 1) {
    var session = Session(target: 60, restTarget: nil)
    session.idle(1)
    session.set(62, pauses: [(at: at, lasts: 4)])
    #expect(session.cues == [.setBegins, .half, .tenSecondsLeft, .done], "\(at)")
  }
}

@Test("late frames give the newest cue only")
func lateFrames() {
  var session = Session(target: 60, restTarget: 60)
  session.idle(1)
  session.set(5)
  session.miss(50)
  session.set(57, from: 55)
  #expect(session.cues == [.setBegins, .tenSecondsLeft])
  session.set(61, from: 57)
  #expect(session.cues == [.setBegins, .tenSecondsLeft, .done])
}

@Test("joining in the middle gives the remaining cues, and none of the past")
func joining() {
  var session = Session(setNumber: 2, target: 60, restTarget: 60)
  session.set(62, from: 40)
  #expect(session.cues == [.tenSecondsLeft, .done])
  session = Session(setNumber: 2, target: 60, restTarget: 60)
  session.rest(300, from: 200)
  #expect(session.cues.isEmpty)
  session = Session(setNumber: 2, target: 60, restTarget: 60)
  session.rest(100, from: 20)
  // Two reminders, for who did not hear it.
  #expect(session.cues == [.restIsOver, .restIsOver, .restIsOver])
  #expect(session.heard.map { Int($0.timeS + 0.05) } == [40, 55, 70])
}

@Test("a set right after a set is a new one")
func backToBack() {
  var session = Session(target: 30, restTarget: 60)
  session.idle(1)
  session.set(32)
  session.set(32)
  let oneSet: [Cue] = [.setBegins, .half, .tenSecondsLeft, .done]
  #expect(session.cues == oneSet + oneSet)
}

@Test("a restarted daemon begins with a clean state")
func newDaemon() {
  var session = Session(target: 60, restTarget: 60)
  session.idle(100)
  session.set(40)
  session.restart()
  session.idle(5)
  session.set(62)
  #expect(session.cues == [.setBegins, .half, .setBegins, .half, .tenSecondsLeft, .done])
}

@Test("a rest without a target, or one cut short, never ends with a cue")
func openRest() {
  var session = Session(target: 60, restTarget: nil)
  session.idle(1)
  session.set(62)
  session.rest(500)
  session.restTarget = 60
  session.set(62)
  session.rest(30)
  session.candidate(2, restS: 31)
  session.set(62)
  #expect(!session.cues.contains(.restIsOver))
}

/// Frames of a set of a minute, ten a second, with what it is compared with.
private func cues(aheadM: @escaping (Double) -> Double?, _ comparison: Comparison, targetMps: Double? = nil)
  -> [Cue]
{
  var machine = CueMachine()
  machine.comparison = comparison
  machine.targetMps = targetMps
  var heard: [Cue] = []
  for tick in 0..<620 {
    var frame = LiveFrame()
    frame.timeNs = Int64(tick) * 100_000_000 + 1
    frame.phase = "active"
    frame.set.number = 1
    frame.set.elapsedS = Double(tick) / 10
    frame.set.distanceM = Double(tick) / 10
    frame.set.aheadOfBestM = aheadM(Double(tick) / 10)
    frame.training = LiveTraining()
    frame.training?.setTargetS = 60
    if let cue = machine.take(frame) { heard.append(cue) }
  }
  return heard
}

@Test(
  "after half and ten seconds left follows whether the walker is ahead or behind, if that is worth a sound")
func comparedCues() {
  let plain: [Cue] = [.setBegins, .half, .tenSecondsLeft, .done]
  #expect(cues(aheadM: { _ in 3 }, .off) == plain)
  #expect(cues(aheadM: { _ in nil }, .best) == plain)
  #expect(cues(aheadM: { _ in 0.1 }, .best) == plain)
  #expect(
    cues(aheadM: { $0 < 40 ? 3 : -3 }, .best) == [.setBegins, .half, .ahead, .tenSecondsLeft, .behind, .done])
  #expect(
    cues(aheadM: { _ in nil }, .target, targetMps: 1.2)
      == [.setBegins, .half, .behind, .tenSecondsLeft, .behind, .done])
}

@Test("a set that is too short has a sound of its own, not that of a set that is done")
func tooShortCue() {
  var machine = CueMachine()
  var set = Moment.set.frame
  set.set.elapsedS = 1
  #expect(machine.take(set) == .setBegins)
  var rest = Moment.tooShort.frame
  rest.timeNs = set.timeNs + 1_000_000_000
  #expect(machine.take(rest) == .tooShort)
}

@Test("invalid values in a frame are silent")
func nonsense() {
  var machine = CueMachine()
  var frame = LiveFrame()
  frame.training = LiveTraining()
  for value in [Double.nan, .infinity, -.infinity, -1, 0, 1e300] {
    for target in [Double.nan, .infinity, -1, 0] {
      frame.timeNs += 1_000_000_000
      frame.set.elapsedS = value.isFinite ? nil : value
      frame.set.restElapsedS = value
      frame.training?.setTargetS = target
      frame.training?.restTargetS = target
      let cue = machine.take(frame)
      #expect(cue == nil)
    }
  }
}
