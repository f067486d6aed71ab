// SPDX-License-Identifier: Apache-2.0
//
// Owns: how the sets of one session fulfil a protocol, set by set. Must not know: clocks, the log.
//
// Times are seconds on any clock that goes on during a session. Nothing that a walker does breaks it: a set that is too
// short does not count and is asked for again, one that is too long counts, further ones are extra, rests may be of
// any length.
//
//     state      | a set ends            | next
//     work n     | too short             | rest, then work n again
//     work n     | long enough, n < last | rest, then work n + 1
//     work last  | long enough           | done
//     done       | any                   | done, the set is extra

/// A set as a protocol sees it.
public struct ProtocolSet: Sendable, Equatable {
  /// Its start, seconds.
  public var startS: Double
  /// Its end, seconds.
  public var endS: Double

  /// A set from its start and its end.
  public init(startS: Double, endS: Double) {
    self.startS = startS
    self.endS = endS
  }

  /// Its length, seconds; 0 where it ends before it starts.
  public var durationS: Double { endS > startS ? endS - startS : 0 }
}

/// How a set compares with what was asked for.
public enum WorkVerdict: String, Sendable, CaseIterable {
  /// Within the tolerance.
  case met
  /// Too short; it does not count.
  case short
  /// Longer than asked for; it counts.
  case long
  /// After the last set that was asked for.
  case extra
}

/// How the rest before a set compares with what was asked for.
public enum RestVerdict: String, Sendable, CaseIterable {
  /// There was no set before, or no rest is asked for.
  case none
  /// Shorter.
  case early
  /// Within the tolerance.
  case kept
  /// Longer.
  case late
}

/// What a protocol says of a set.
public struct ProtocolVerdict: Sendable, Equatable {
  /// Its length.
  public var work: WorkVerdict
  /// The rest before it.
  public var rest: RestVerdict

  /// Both.
  public init(work: WorkVerdict, rest: RestVerdict) {
    self.work = work
    self.rest = rest
  }
}

/// What comes next.
public enum ProtocolStep: Sendable, Equatable {
  /// Walk: the number of the set from 1, and how long it goes on; nil for as long as one likes.
  case work(set: Int, remainingS: Double?)
  /// Rest, then walk the set of this number.
  case rest(remainingS: Double, beforeSet: Int)
  /// Nothing more today.
  case finished
}

/// Where a session stands.
public struct ProtocolState: Sendable, Equatable {
  /// Sets that count.
  public var setsDone: Int
  /// Sets that are asked for; nil if any number will do.
  public var setsPlanned: Int?
  /// What comes next.
  public var next: ProtocolStep
  /// Whether the session is done; a session without a plan is from its first set on.
  public var isDone: Bool
}

/// A session that is under way, seen as a protocol. Feed it with sets as they end; ask it at any time.
public struct ProtocolRun: Sendable, Equatable {
  /// What is asked for; nil if any set will do.
  public let plan: ProtocolPlan?
  /// Work of a set at the walker's step of the build-up, seconds.
  public let setDurationS: Double
  /// What became of each set.
  public private(set) var verdicts: [ProtocolVerdict] = []
  private var setsDone = 0
  private var lastEndS: Double?

  /// - Parameters:
  ///   - protocol: what is walked.
  ///   - weeksMet: how many weeks met the aim before: it tells the step of the build-up.
  public init(_ protocol: TrainingProtocol, weeksMet: Int = 0) {
    self.init(`protocol`, weeksMet: weeksMet, beginning: nil)
  }

  /// - Parameter beginning: a beginner's session; nil for anyone else.
  package init(_ protocol: TrainingProtocol, weeksMet: Int, beginning: BeginnerSession?) {
    plan = `protocol`.plan
    let wholeS = `protocol`.plan?.setDurationS(afterWeeks: weeksMet) ?? 0
    setDurationS = beginning?.setDurationS(wholeS) ?? wholeS
  }

  /// Which of the plan's sets is walked now or next; after the last one its number.
  package var setNumber: Int { min(setsDone + 1, plan?.sets ?? .max) }

  private var isDone: Bool { setsDone >= plan?.sets ?? 1 }

  /// Takes a set that has ended.
  @discardableResult
  public mutating func step(_ set: ProtocolSet) -> ProtocolVerdict {
    let verdict = ProtocolVerdict(work: work(set.durationS), rest: rest(before: set))
    if verdict.work == .met || verdict.work == .long { setsDone += 1 }
    lastEndS = max(set.endS, lastEndS ?? set.endS)
    verdicts.append(verdict)
    return verdict
  }

  private func work(_ durationS: Double) -> WorkVerdict {
    guard let plan else { return .met }
    if isDone { return .extra }
    if durationS < setDurationS - plan.toleranceS { return .short }
    return durationS > setDurationS + plan.toleranceS ? .long : .met
  }

  private func rest(before set: ProtocolSet) -> RestVerdict {
    guard let plan, plan.restS > 0, let lastEndS else { return .none }
    let restS = set.startS - lastEndS
    if restS < plan.restS - plan.restToleranceS { return .early }
    return restS > plan.restS + plan.restToleranceS ? .late : .kept
  }

  /// Where the session stands at a time.
  /// - Parameters:
  ///   - timeS: now, in the clock of the sets, seconds.
  ///   - walkingSinceS: when the set that is being walked began; nil if none is.
  public func at(_ timeS: Double, walkingSinceS: Double? = nil) -> ProtocolState {
    ProtocolState(
      setsDone: setsDone, setsPlanned: plan?.sets, next: next(timeS, walkingSinceS), isDone: isDone)
  }

  private func next(_ timeS: Double, _ walkingSinceS: Double?) -> ProtocolStep {
    guard let plan else { return .work(set: setsDone + 1, remainingS: nil) }
    if isDone { return .finished }
    if let walkingSinceS {
      return .work(set: setsDone + 1, remainingS: max(0, setDurationS - max(0, timeS - walkingSinceS)))
    }
    // A clock that is behind the last set does not make the rest longer than it is.
    let remainingS = lastEndS.map { plan.restS - max(0, timeS - $0) } ?? 0
    return remainingS > 0
      ? .rest(remainingS: remainingS, beforeSet: setsDone + 1)
      : .work(set: setsDone + 1, remainingS: setDurationS)
  }
}

extension TrainingProtocol {
  /// What a protocol says of the sets of a whole session, in their order.
  public func match(_ sets: [ProtocolSet], weeksMet: Int = 0) -> (
    verdicts: [ProtocolVerdict], state: ProtocolState
  ) {
    var run = ProtocolRun(self, weeksMet: weeksMet)
    for set in sets { run.step(set) }
    return (run.verdicts, run.at(sets.map(\.endS).max() ?? 0))
  }
}
