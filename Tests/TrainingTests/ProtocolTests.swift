// SPDX-License-Identifier: Apache-2.0
//
// Owns: that protocols say the same of every order of sets that there is.

import SetLog
import Testing
import Training

private let plan = ProtocolPlan(setDurationS: 60, sets: 3, restS: 60, toleranceS: 5, restToleranceS: 15)
private let three = TrainingProtocol(
  name: "three", title: "Three", plan: plan, weekly: WeeklyAim(fewest: 3, most: 4))

private enum Length: Double, CaseIterable {
  case short = 40
  case ok = 62
  case long = 90
}

private enum Gap: Double, CaseIterable {
  case early = 10
  case kept = 60
  case late = 300
}

/// Every session of 0 to 5 sets, with every length of each set and every rest between them.
private func everySession(_ visit: ([(Length, Gap)]) -> Void) {
  func grow(_ session: [(Length, Gap)]) {
    visit(session)
    guard session.count < 5 else { return }
    for length in Length.allCases {
      for gap in Gap.allCases where !session.isEmpty || gap == .kept { grow(session + [(length, gap)]) }
    }
  }
  grow([])
}

private func sets(_ session: [(Length, Gap)]) -> [ProtocolSet] {
  var timeS = 1000.0
  return session.map { length, gap in
    timeS += gap.rawValue
    defer { timeS += length.rawValue }
    return ProtocolSet(startS: timeS, endS: timeS + length.rawValue)
  }
}

@Test("every session of up to five sets, short, right or long, after any rest")
func everySmallSession() {
  var visited = 0
  everySession { session in
    visited += 1
    var run = ProtocolRun(three)
    var counted = 0
    for (index, (set, said)) in zip(sets(session), session).enumerated() {
      let before = run
      let verdict = run.step(set)
      // The work: what counts, counts once, up to three.
      let expected: WorkVerdict =
        counted == 3 ? .extra : said.0 == .short ? .short : said.0 == .long ? .long : .met
      #expect(verdict.work == expected)
      counted += expected == .met || expected == .long ? 1 : 0
      let rest: RestVerdict =
        index == 0 ? .none : said.1 == .early ? .early : said.1 == .late ? .late : .kept
      #expect(verdict.rest == rest)
      #expect(run.verdicts.count == before.verdicts.count + 1)
      // The state: rest first, then the next set; the same whenever it is asked.
      let state = run.at(set.endS + 20)
      #expect(state.setsDone == counted && state.setsPlanned == 3 && state.isDone == (counted == 3))
      #expect(state.next == (counted == 3 ? .finished : .rest(remainingS: 40, beforeSet: counted + 1)))
      #expect(
        run.at(set.endS + 60).next == (counted == 3 ? .finished : .work(set: counted + 1, remainingS: 60)))
      #expect(run.at(set.endS + 20) == state)
    }
    let whole = three.match(sets(session))
    #expect(whole.verdicts == run.verdicts && whole.state.setsDone == counted)
  }
  // 1 + 3 + 3 * 9 + ... : none is left out.
  #expect(visited == 1 + 3 * (1 + 9 + 81 + 729 + 6561))
}

@Test("a protocol asks for work before the first set, and counts the set that is being walked down")
func liveStates() {
  var run = ProtocolRun(three)
  #expect(run.at(0).next == .work(set: 1, remainingS: 60))
  #expect(run.at(30, walkingSinceS: 10).next == .work(set: 1, remainingS: 40))
  #expect(run.at(300, walkingSinceS: 10).next == .work(set: 1, remainingS: 0))
  run.step(ProtocolSet(startS: 0, endS: 60))
  // Who walks does not rest, however early it is.
  #expect(run.at(75, walkingSinceS: 70).next == .work(set: 2, remainingS: 55))
  // A clock behind the last set makes no rest longer.
  #expect(run.at(10).next == .rest(remainingS: 60, beforeSet: 2))
}

@Test("sets that end before they start, or touch, break nothing")
func oddSets() {
  var run = ProtocolRun(three)
  #expect(run.step(ProtocolSet(startS: 100, endS: 40)).work == .short)
  #expect(run.step(ProtocolSet(startS: 40, endS: 100)) == ProtocolVerdict(work: .met, rest: .early))
  #expect(run.step(ProtocolSet(startS: .nan, endS: 100)).work == .short)
  #expect(run.at(1e9).next == .work(set: 2, remainingS: 60))
}

@Test("without a plan any set counts and the session is done with the first")
func freeProtocol() {
  var run = ProtocolRun(.free)
  #expect(run.at(0).isDone == false && run.at(0).next == .work(set: 1, remainingS: nil))
  for index in 1...5 {
    #expect(run.step(ProtocolSet(startS: Double(index) * 100, endS: Double(index) * 100 + 3)).work == .met)
    let state = run.at(2000)
    #expect(state.isDone && state.setsDone == index && state.setsPlanned == nil)
    #expect(state.next == .work(set: index + 1, remainingS: nil))
  }
}

@Test("tolerances hold to the second")
func tolerances() {
  for (durationS, verdict) in [
    (54.9, WorkVerdict.short), (55, .met), (65, .met), (65.1, .long),
  ] {
    #expect(three.match([ProtocolSet(startS: 0, endS: durationS)]).verdicts.first?.work == verdict)
  }
  for (restS, verdict) in [(44.9, RestVerdict.early), (45, .kept), (75, .kept), (75.1, .late)] {
    let sets = [ProtocolSet(startS: 0, endS: 60), ProtocolSet(startS: 60 + restS, endS: 200)]
    #expect(three.match(sets).verdicts.last?.rest == verdict)
  }
}

@Test("the built-in protocols ask for what their names say, and the build-up ends with the full work")
func builtIn() throws {
  #expect(
    TrainingProtocol.builtIn.map(\.name) == [
      "deadmill-3x60", "retro-walk-10min", "sled-pull-intervals", "free",
    ])
  let minutes = try #require(TrainingProtocol.deadmill3x60.plan)
  #expect(
    minutes.sets == 3 && minutes.setDurationS == 60
      && TrainingProtocol.deadmill3x60.weekly == WeeklyAim(fewest: 3, most: 4))
  let retro = try #require(TrainingProtocol.retroWalk.plan)
  #expect(retro.setDurationS(afterWeeks: 0) == 300 && retro.setDurationS(afterWeeks: 1) == 300)
  #expect(
    retro.setDurationS(afterWeeks: 2) == 360 && retro.setDurationS(afterWeeks: 99) == 600
      && retro.setDurationS == 600)
  let sled = try #require(TrainingProtocol.sledPull.plan)
  #expect(
    sled.sets == 6 && sled.setDurationS == 30
      && TrainingProtocol.sledPull.weekly == WeeklyAim(fewest: 2, most: 3))
}

/// A Monday.
private let monday = LocalDay(number: 20_514)

private func sessions(_ counts: [Int], _ durationsS: [Double]) -> [ProtocolSession] {
  counts.enumerated().flatMap { week, count in
    (0..<count).map { ProtocolSession(day: monday + 7 * week + 2 * $0, durationsS: durationsS) }
  }
}

@Test("weeks that meet the aim build up, a step at a time, never in the middle of a week")
func buildsUp() {
  // Five minutes are enough at first, and not any more once the step is taken.
  let walked = sessions([3, 4, 3, 3], [300])
  let progress = ProtocolProgress(.retroWalk, sessions: walked, today: monday + 21)
  #expect(progress.weeks.map(\.setDurationS) == [300, 300, 360, 360])
  #expect(progress.weeks.map(\.sessionsDone) == [3, 4, 0, 0])
  #expect(progress.weeksMet == 2 && progress.setDurationS == 360)
  #expect(progress.streak == Streak(counts: [monday: 3, monday + 7: 4], aim: 3, today: monday + 21))
  // The second week has met the aim, but the step is for the week after.
  let now = ProtocolProgress(.retroWalk, sessions: sessions([3, 3], [300]), today: monday + 13)
  #expect(now.weeksMet == 2 && now.setDurationS == 300)
  let next = ProtocolProgress(.retroWalk, sessions: sessions([3, 3], [300]), today: monday + 14)
  #expect(next.setDurationS == 360)
}

@Test("a session is done with enough sets of enough work, whatever else was walked")
func sessionsDone() {
  for (durationsS, isDone) in [
    ([60.0, 60, 60], true), ([55, 70, 200], true), ([60, 60], false), ([60, 54, 60], false),
    ([60, 20, 60, 20, 60, 60], true), ([], false),
  ] {
    let session = ProtocolSession(day: monday, durationsS: durationsS)
    let progress = ProtocolProgress(.deadmill3x60, sessions: [session], today: monday)
    #expect(progress.weeks.first?.sessionsDone == (isDone ? 1 : 0), "\(durationsS)")
  }
}

@Test("streaks of every pattern of six weeks")
func everyStreak() {
  for pattern in 0..<(1 << 6) {
    let met = (0..<6).map { pattern >> $0 & 1 == 1 }
    var counts: [LocalDay: Int] = [:]
    for (week, isMet) in met.enumerated() { counts[monday + 7 * week] = isMet ? 3 : 2 }
    let streak = Streak(counts: counts, aim: 3, today: monday + 5 * 7 + 3)
    // The present week is the last: open, it breaks nothing.
    var run = 0
    var longest = 0
    for isMet in met {
      run = isMet ? run + 1 : 0
      longest = max(longest, run)
    }
    let upToLast = met.dropLast().reversed().prefix { $0 }.count
    #expect(streak.weeks == (met[5] ? upToLast + 1 : upToLast), "\(met)")
    #expect(streak.longestWeeks == longest && streak.thisWeek == (met[5] ? 3 : 2))
  }
  #expect(
    Streak(counts: [:], aim: 3, today: monday) == Streak(counts: [monday + 7: 9], aim: 3, today: monday))
}
