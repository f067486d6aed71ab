// SPDX-License-Identifier: Apache-2.0
//
// Training between the log and the displays, on real logs.

import Foundation
import LiveFeed
import Motion
import Pulses
import SetLog
import Sets
import Testing
import Training

@testable import Daemon

private let second: Int64 = 1_000_000_000

/// A log whose sets are given in seconds since a morning.
private final class Gym {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString
  let log: SetLog
  let morningMs: Int64
  private var number: UInt64 = 0

  /// - Parameter daysAgo: of that morning.
  init(daysAgo: Int = 0) throws {
    log = try SetLog(directory: path)
    morningMs = (LocalDay.today + -daysAgo).noonMs - 6 * 3_600_000
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A set that began so long after the morning.
  func set(
    _ startS: Double, _ durationS: Double, day: Int = 0, session: String = "today", position: Int = 1,
    walker: String? = nil,
    speedMps: Double = 0.8, calibration: String = "{}", direction: RecordDirection? = nil
  ) -> SetEntry {
    number += 1
    let startMs = morningMs + Int64(day) * 86_400_000 + Int64(startS * 1000)
    let startNs = Int64(startS * 1e9)
    let calibration = CalibrationRecord(json: calibration)
    var record = SetRecord(
      id: UUIDv7.make(unixMs: startMs, bits: (number, 1)), sessionId: session, indexInSession: position,
      startedAt: Instant(unixMs: startMs),
      endedAt: Instant(unixMs: startMs + Int64(durationS * 1000)),
      clock: RecordClock(
        quality: .synchronised, bootId: "b", monotonicNs: startNs,
        monotonicEndNs: startNs + Int64(durationS * 1e9)),
      durationS: durationS, movingTimeS: durationS, distanceM: durationS * speedMps, distanceSdM: 0.1,
      meanSpeedMps: speedMps, maxSpeedMps: speedMps, machine: "m",
      quality: RecordQuality(pulses: 1, edges: 1),
      calibrationId: calibration.id, softwareVersion: "0")
    record.utcOffsetS = WallTime.utcOffsetS(unixMs: startMs)
    record.walker = walker
    record.direction = direction
    return SetEntry(record: record, calibration: calibration)
  }

  func keeper(_ training: TrainingProtocol = .deadmill3x60) -> TrainingKeeper {
    TrainingKeeper(log: log, machine: "m", training: training)
  }

  /// Logs a set and tells the keeper, as the daemon does.
  func walk(_ entry: SetEntry, _ keeper: inout TrainingKeeper) throws {
    keeper.end(entry.record)
    try log.insert(entry)
    keeper.updateProgress()
  }
}

extension LocalDay {
  fileprivate var noonMs: Int64 {
    let utcMs = Int64(number) * 86_400_000 + 43_200_000
    return utcMs - Int64(WallTime.utcOffsetS(unixMs: utcMs)) * 1000
  }
}

/// The belt at rest, or in a set since then.
private func belt(_ atS: Double, walkingSinceS: Double? = nil) -> BeltSnapshot {
  var belt = BeltSnapshot()
  belt.motion.timeNs = Int64(atS * 1e9)
  if let walkingSinceS {
    belt.phase = .active
    belt.setFirstPulseNs = Int64(walkingSinceS * 1e9)
  }
  return belt
}

/// Lengths of sets, one every two minutes, and where that leads.
private let sessions: [(lengths: [Double], done: Int, position: Int, isDone: Bool)] = [
  ([], 0, 1, false), ([60], 1, 2, false), ([60, 60], 2, 3, false), ([60, 60, 60], 3, 3, true),
  // Too short: asked for again. Longer, or one too many: counted, and nothing breaks.
  ([60, 30], 1, 2, false), ([60, 30, 60, 60], 3, 3, true), ([75, 300], 2, 3, false),
  ([60, 60, 60, 60], 3, 3, true), ([54, 55, 57], 2, 3, false),
]

@Test("sets are recognised against the protocol without a button", arguments: sessions)
func setsAgainstProtocol(row: (lengths: [Double], done: Int, position: Int, isDone: Bool)) throws {
  let gym = try Gym()
  var keeper = gym.keeper()
  keeper.restore(last: nil)
  for (number, lengthS) in row.lengths.enumerated() {
    try gym.walk(gym.set(Double(number) * 400, lengthS, position: number + 1), &keeper)
  }
  let lastEndS = row.lengths.last.map { Double(row.lengths.count - 1) * 400 + $0 } ?? 0
  let live = keeper.state.live(belt(lastEndS + 20))
  #expect(live.setsDone == row.done && live.setIndex == row.position && live.isDone == row.isDone)
  #expect(live.setCount == 3 && live.setTargetS == 60 && live.restTargetS == 60)
  #expect(live.restRemainingS == (row.lengths.isEmpty || row.isDone ? nil : 40))
  #expect(live.nextStep == (row.isDone ? .finished : .walk(set: row.position, targetS: 60)))
  #expect(live.week?.sessionsDone == (row.isDone ? 1 : 0) && live.week?.aimMin == 3 && live.week?.aimMax == 4)
  // What runs now is the next one; after it comes a rest, or the end.
  let running = keeper.state.live(belt(lastEndS + 90, walkingSinceS: lastEndS + 60))
  #expect(running.setIndex == row.position && running.restRemainingS == nil)
  #expect(running.nextStep == (row.done >= 2 ? .finished : .rest(targetS: 60)))
  // The same is found after a restart.
  var again = gym.keeper()
  again.restore(last: try gym.log.lastSet(machine: "m", bootId: "b"))
  #expect(again.state.live(belt(lastEndS + 20)) == live)
  #expect(keeper.trouble == nil && again.trouble == nil)
}

@Test("after half an hour it is another session, and a set that began before stays in its own")
func sessionsEnd() throws {
  let gym = try Gym()
  var keeper = gym.keeper()
  keeper.restore(last: nil)
  try gym.walk(gym.set(0, 60), &keeper)
  let gapS = Double(SetRules().sessionGapNs) / 1e9
  #expect(keeper.state.live(belt(60 + gapS - 1)).setIndex == 2)
  #expect(keeper.state.live(belt(60 + gapS + 1)).setIndex == 1)
  #expect(keeper.state.live(belt(60 + gapS + 30, walkingSinceS: 60 + gapS - 1)).setIndex == 2)
  #expect(keeper.state.live(belt(60 + gapS + 30, walkingSinceS: 60 + gapS)).setIndex == 1)
}

@Test("a set belongs to the machine's walker; another walker starts over, and so does no walker")
func walkersChange() throws {
  let gym = try Gym()
  try gym.log.addWalker(name: "Ann", massKg: 60)
  try gym.log.addWalker(name: "Bo")
  try gym.log.use(walker: "Ann", on: "m")
  var keeper = gym.keeper()
  keeper.restore(last: nil)
  #expect(keeper.state.walker == "Ann")
  try gym.walk(gym.set(0, 60, walker: "Ann"), &keeper)
  #expect(keeper.state.live(belt(70)).setsDone == 1)
  let same = keeper.refresh()
  #expect(!same)
  try gym.log.use(walker: "Bo", on: "m")
  let news1 = keeper.refresh()
  #expect(news1)
  #expect(keeper.state.walker == "Bo" && keeper.state.live(belt(70)).setsDone == 0)
  try gym.walk(gym.set(120, 60, position: 2, walker: "Bo"), &keeper)
  try gym.log.use(walker: "Ann", on: "m")
  let news2 = keeper.refresh()
  #expect(news2)
  #expect(keeper.state.live(belt(190)).setsDone == 1)
  try gym.log.use(walker: nil, on: "m")
  let news3 = keeper.refresh()
  #expect(news3)
  #expect(keeper.state.walker == nil && keeper.state.live(belt(190)).setsDone == 0)
  // Another mass of the same walker is news for live power.
  try gym.log.use(walker: "Ann", on: "m")
  let news4 = keeper.refresh()
  #expect(news4)
  try gym.log.addWalker(name: "Ann", massKg: 61)
  let news5 = keeper.refresh()
  #expect(news5)
  #expect(keeper.walker?.massKg == 61)
}

@Test("a set compares with sets of the same walker, calibration and direction, at its place in its session")
func comparisons() throws {
  let gym = try Gym(daysAgo: 0)
  try gym.log.addWalker(name: "Ann")
  let entries = [
    gym.set(0, 60, day: -3, session: "a", position: 1, speedMps: 0.9),
    gym.set(200, 60, day: -3, session: "a", position: 2, speedMps: 0.7),
    gym.set(0, 60, day: -2, session: "b", position: 1, walker: "Ann", speedMps: 2),
    gym.set(200, 60, day: -2, session: "c", position: 2, speedMps: 2, calibration: "{\"other\":1}"),
    gym.set(400, 60, day: -2, session: "d", position: 2, speedMps: 2, direction: .backward),
    // Longer than the protocol's tolerance: no best of sixty seconds.
    gym.set(800, 90, day: -1, session: "e", position: 1, speedMps: 1.2),
  ]
  for entry in entries { try gym.log.insert(entry) }
  var keeper = gym.keeper()
  keeper.restore(last: nil)
  let own = gym.set(0, 60, position: 2, speedMps: 0.8, direction: .forward)
  let calibration = own.calibration.id
  // While it runs, its direction is not known.
  keeper.begin(calibrationId: calibration, position: 2)
  #expect(
    keeper.state.previous?.summary.id == entries[4].record.id
      && keeper.state.best?.summary.id == entries[4].record.id)
  var unknown = own
  unknown.record.direction = nil
  try gym.walk(unknown, &keeper)
  #expect(keeper.state.best?.summary.id == entries[4].record.id)
  // Once it is known, only that one counts; older sets without a direction are not guessed.
  var other = gym.set(200, 60, position: 3, speedMps: 0.8, direction: .backward)
  try gym.walk(other, &keeper)
  #expect(keeper.state.previous?.summary.id == entries[4].record.id)
  #expect(keeper.state.best?.summary.id == entries[4].record.id && keeper.state.best?.summary.day != nil)
  other = gym.set(400, 60, position: 4, speedMps: 0.8, direction: .forward)
  try gym.walk(other, &keeper)
  #expect(keeper.state.previous == nil && keeper.state.best == nil)
}

@Test("without a plan the best is the fastest mean of sets about as long, and never the set itself")
func bestWithoutPlan() throws {
  let gym = try Gym()
  let entries = [
    gym.set(0, 20, day: -2, session: "a", speedMps: 3),
    gym.set(100, 200, day: -2, session: "a", position: 2, speedMps: 0.8),
    gym.set(0, 46, day: -1, session: "b", speedMps: 1.1),
    gym.set(0, 44, day: -1, session: "b2", speedMps: 1.3),
  ]
  for entry in entries { try gym.log.insert(entry) }
  var keeper = gym.keeper(.free)
  keeper.restore(last: nil)
  let own = gym.set(0, 60, speedMps: 1.5)
  try gym.walk(own, &keeper)
  #expect(keeper.state.best?.summary.id == entries[2].record.id)
  #expect(keeper.state.previous?.summary.id == entries[3].record.id)
  var again = gym.keeper(.free)
  again.restore(last: own.record)
  #expect(
    again.state.best?.summary == keeper.state.best?.summary
      && again.state.previous?.summary == keeper.state.previous?.summary)
  #expect(keeper.protocolName == nil && gym.keeper().protocolName == "deadmill-3x60")
}

@Test("the weeks that met the aim make the sets longer, from the Monday after")
func buildUp() throws {
  // Three sessions in each of the two weeks before this one.
  let gym = try Gym()
  let monday = LocalDay.today.monday
  let today = LocalDay.today.number - monday.number
  for week in 1...2 {
    for day in 0..<3 {
      try gym.log.insert(
        gym.set(0, 300, day: -today - 7 * week + 2 * day, session: "\(week) \(day)", speedMps: 0.8))
    }
  }
  var keeper = gym.keeper(.retroWalk)
  keeper.restore(last: nil)
  #expect(keeper.state.live(belt(0)).setTargetS == 360 && keeper.state.live(belt(0)).restTargetS == nil)
  #expect(keeper.state.streakWeeks == 2 && keeper.state.longerSetDurationS == nil)
  // A third week brings nothing yet: a step takes two.
  for (number, hour) in [0, 1, 2].enumerated() {
    try gym.walk(gym.set(Double(hour) * 3600, 362, session: "now \(number)"), &keeper)
  }
  let live = keeper.state.live(belt(2 * 3600 + 400))
  #expect(live.isDone == true && live.nextStep == .finished && live.week?.sessionsDone == 3)
  #expect(live.streakWeeks == 3 && live.setTargetS == 360)
}

@Test("evenness is that of the set's middle, over two seconds each")
func evenness() {
  func trace(_ seconds: Double, _ speed: (Double) -> Double) -> SetTrace {
    SetTrace(
      points: stride(from: 0.0, through: seconds, by: 0.25).map {
        SetTrace.Point(timeS: $0, distanceM: $0, speedMps: speed($0), workJ: nil)
      })
  }
  // Steps of two a second, and whatever is done at the ends, are no unevenness.
  let even = SetSummary.variation(trace(60) { $0 < 4 || $0 > 56 ? 0.3 : 1 + 0.2 * sin(2 * .pi * 2 * $0) })
  #expect(even.map { $0 < 0.01 } == true)
  // A square wave of ten seconds between 0.9 and 1.1: 10 % of the mean.
  let uneven = SetSummary.variation(trace(65) { Int(($0 - 5) / 10) % 2 == 0 ? 0.9 : 1.1 })
  #expect(uneven.map { abs($0 - 0.1) < 0.01 } == true)
  #expect(SetSummary.variation(trace(15) { _ in 1 }) == nil)
  #expect(SetSummary.variation(trace(60) { _ in 0 }) == nil)
}

@Test("the next walker follows by name, and after the last one comes no walker")
func nextWalker() throws {
  let gym = try Gym()
  var keeper = gym.keeper()
  keeper.restore(last: nil)
  try gym.log.register(machine: "m")
  var request = ControlRequest(.walkerNext)
  request.machine = "m"
  #expect(try LogRequests(gym.log).carryOut(request).walker == nil)
  for name in ["Bo", "Ann"] { try gym.log.addWalker(name: name) }
  for expected in ["Ann", "Bo", nil, "Ann"] {
    #expect(try LogRequests(gym.log).carryOut(request).walker == expected)
    _ = keeper.refresh()
    #expect(keeper.state.walker == expected)
  }
}

@Test(
  "a set that is claimed within its session counts for its walker at once, and not for the one before any more"
)
func claimedSetsCount() throws {
  let gym = try Gym()
  for name in ["Ada", "Bo"] { try gym.log.addWalker(name: name) }
  try gym.log.register(machine: "m")
  try gym.log.use(walker: "Ada", on: "m")
  var keeper = gym.keeper()
  keeper.restore(last: nil)
  let anonymous = gym.set(0, 60)
  try gym.walk(anonymous, &keeper)
  #expect(keeper.state.live(belt(80)).setsDone == 0)
  var request = ControlRequest(.claim)
  request.set = anonymous.record.id
  for (walker, done) in [("Ada", 1), ("Bo", 0), ("Ada", 1)] {
    request.walker = .value(walker)
    _ = try LogRequests(gym.log).carryOut(request)
    _ = keeper.refresh()
    #expect(keeper.state.live(belt(80)).setsDone == done, "\(walker)")
    #expect(keeper.state.session.last?.walker == walker)
  }
}

@Test("a suspect set does not count for the protocol until it is accepted, and a discarded one not any more")
func suspectSetsInTraining() throws {
  let gym = try Gym()
  var keeper = gym.keeper()
  keeper.restore(last: nil)
  try gym.walk(gym.set(0, 60), &keeper)
  var suspect = gym.set(400, 60, position: 2)
  suspect.record.suspect = "equal gaps at 50.0 Hz, as mains hum makes them"
  try gym.walk(suspect, &keeper)
  #expect(keeper.state.live(belt(480)).setsDone == 1)
  // Nor does it interrupt the rest, which is over by then.
  #expect(keeper.state.live(belt(480)).restRemainingS == 0)
  _ = keeper.refresh()
  try gym.log.accept(set: suspect.record.id)
  _ = keeper.refresh()
  #expect(keeper.state.live(belt(480)).setsDone == 2)
  try gym.log.discard(set: suspect.record.id)
  _ = keeper.refresh()
  #expect(keeper.state.live(belt(480)).setsDone == 1)
  // Another start finds the same.
  var again = gym.keeper()
  again.restore(last: try gym.log.lastSet(machine: "m", bootId: "b"))
  #expect(again.state.live(belt(480)).setsDone == 1 && keeper.trouble == nil)
}
