// SPDX-License-Identifier: Apache-2.0
//
// Owns: a machine's training between the log and the displays: who walks, which session, what it compares with.
// Must not know: threads, sockets.

import LiveFeed
import SetLog
import Training

/// Follows the sets of one machine. Nothing here is needed to log a set: what cannot be read from the log is left out,
/// and `trouble` has the reason.
struct TrainingKeeper {
  private let log: SetLog
  private let machine: String
  private(set) var state: TrainingState
  /// The walker on the machine; nil for no walker.
  private(set) var walker: WalkerRecord?
  private var session: [SetRecord] {
    get { state.session }
    set { state.session = newValue }
  }
  private var today = LocalDay.today
  /// So many first sessions of a walker are a beginner's.
  private var beginnerSessions: Int
  /// Why something could not be read, until it can.
  private(set) var trouble: SetLogError?

  init(
    log: SetLog, machine: String, training: TrainingProtocol,
    beginnerSessions: Int = BeginnerSession.usualSessions
  ) {
    self.log = log
    self.machine = machine
    self.beginnerSessions = beginnerSessions
    state = TrainingState(training)
  }

  /// Restores the state from the log.
  /// - Parameter last: the newest set of this boot; nil if there is none.
  mutating func restore(last: SetRecord?) {
    do {
      walker = try lookWhoIsThere()
      if let last {
        session = try log.sets(ofSession: last.sessionId, machine: machine)
        state.counting = try log.counting(ofSession: last.sessionId)
      }
    } catch {
      trouble = error
    }
    updateProgress()
    if let last { compare(last) }
  }

  /// The protocol's name in records; nil if the protocol has no plan.
  var protocolName: String? { state.training.plan == nil ? nil : state.training.name }

  /// Switches to another protocol; the sets of this session count for it as well.
  mutating func use(_ training: TrainingProtocol, beginnerSessions: Int) {
    guard training != state.training || beginnerSessions != self.beginnerSessions else { return }
    state.training = training
    self.beginnerSessions = beginnerSessions
    updateProgress()
  }

  /// Reads the log for another walker, another body mass or decisions about sets, and notices a new day.
  /// - Parameter isHeld: whether the set in progress is another walker's, whose training this stays until it has ended.
  /// - Returns: whether the walker or their body mass has changed.
  mutating func refresh(isHeld: Bool = false) -> Bool {
    let before = walker
    var isDecided = false
    do {
      let present = try lookWhoIsThere()
      if present != nil { state.walkerLeft = nil }
      if !isHeld { walker = present }
      isDecided = try refreshDecisions()
      trouble = nil
    } catch {
      trouble = error
    }
    let isAnother = walker != before
    if isAnother || isDecided || today != .today { updateProgress() }
    if walker?.name != before?.name { (state.previous, state.best) = (nil, nil) }
    return isAnother
  }

  private mutating func lookWhoIsThere() throws(SetLogError) -> WalkerRecord? {
    let presence = try log.presence(on: machine)
    state.onMachine = presence?.walker.name
    state.onMachineSince = presence?.since
    return presence?.walker
  }

  /// Takes the walker off the machine.
  mutating func leave(_ reason: WalkerLeave.Reason) throws(SetLogError) {
    try log.use(walker: nil, on: machine)
    _ = refresh()
    state.walkerLeft = reason
  }

  /// Whether a set of the session has been logged, accepted, discarded, claimed or noted since.
  private mutating func refreshDecisions() throws(SetLogError) -> Bool {
    guard let id = session.last?.sessionId else { return false }
    let counting = try log.counting(ofSession: id)
    // Sets that are not in the log yet are known here only.
    let unlogged = session.filter { counting[$0.id] == nil }
    let present = try log.sets(ofSession: id, machine: machine) + unlogged
    guard counting != state.counting || present != session else { return false }
    state.counting = counting
    if !present.isEmpty { session = present }
    return true
  }

  /// A set has begun: from now on it is compared.
  /// - Parameters:
  ///   - calibrationId: of the machine as it is now.
  ///   - position: which set of its session it is, from 1.
  mutating func begin(calibrationId: String, position: Int) {
    var sets = ComparableSets(walker: walker?.name, machine: machine, calibrationId: calibrationId)
    sets.direction = session.last?.direction
    compare(sets, position: position, notIn: position > 1 ? session.last?.sessionId : nil, lastingS: nil)
  }

  /// A set has ended; it need not be in the log yet.
  mutating func end(_ record: SetRecord) {
    if record.sessionId != session.last?.sessionId {
      session = []
      state.verdicts = [:]
    }
    state.walkerLeft = nil
    session.append(record)
    compare(record)
    updateProgress()
  }

  /// The newest set has another walker; it need not be in the log yet.
  mutating func correct(_ record: SetRecord) {
    guard let index = session.lastIndex(where: { $0.id == record.id }) else { return }
    session[index] = record
    compare(record)
    updateProgress()
  }

  /// Computes the progress again from the log and the session.
  mutating func updateProgress() {
    today = .today
    do {
      take(try log.progress(state.training, filter, today: today))
    } catch {
      trouble = error
      state.run = ProtocolRun(state.training)
      state.fresh = state.run
    }
    state.walker = walker?.name
    state.lastEndNs = session.last?.clock.monotonicEndNs
    for record in session where record.walker == walker?.name && (state.counting[record.id] ?? record.counts)
    {
      step(record, clockOf: session.last ?? record)
    }
  }

  private mutating func step(_ record: SetRecord, clockOf newest: SetRecord) {
    let number = state.run.setNumber
    let verdict = state.run.step(ProtocolSet(record, clockOf: newest))
    guard state.training.plan != nil else { return }
    state.verdicts[record.id] = LiveVerdict(
      id: record.id, set: number, verdict: verdict.work.rawValue, targetS: state.run.setDurationS)
  }

  /// The walker's sets on all machines; sets without a walker on this machine only.
  private var filter: SetFilter {
    var filter = SetFilter()
    filter.walker = walker?.name
    filter.isAnonymous = walker == nil
    filter.machine = walker == nil ? machine : nil
    return filter
  }

  private mutating func take(_ progress: ProtocolProgress) {
    let training = state.training
    let thisWeek = progress.weeks.last.flatMap { $0.first == today.monday ? $0 : nil }
    let isMet = (thisWeek?.sessionsDone ?? 0) >= training.weekly.fewest
    let weeksMet = progress.weeksMet - (thisWeek != nil && isMet ? 1 : 0)
    let (now, next) = beginning
    state.isBeginner = (now != nil, next != nil)
    state.run = ProtocolRun(training, weeksMet: weeksMet, beginning: now)
    state.fresh = ProtocolRun(training, weeksMet: weeksMet, beginning: next)
    state.week.unit = training.plan == nil ? "days" : nil
    state.week.sessionsDone = thisWeek?.sessionsDone ?? 0
    state.week.aimMin = training.weekly.fewest
    state.week.aimMax = training.weekly.most
    state.streakWeeks = progress.streak.weeks
    let nextS = training.plan?.setDurationS(afterWeeks: progress.weeksMet)
    state.longerSetDurationS = nextS.flatMap { $0 > state.run.setDurationS ? $0 : nil }
  }
}

// MARK: - Beginners

extension TrainingKeeper {
  /// This session and the next one, as far as they are a beginner's. Only a walker with a name is one: the sets of no walker
  /// are many people's.
  private var beginning: (now: BeginnerSession?, next: BeginnerSession?) {
    guard let name = walker?.name, beginnerSessions > 0 else { return (nil, nil) }
    let id = session.last?.sessionId
    guard let before = try? log.sessions(of: name, except: id, upTo: beginnerSessions) else {
      return (nil, nil)
    }
    let hasSet = session.contains { $0.walker == name }
    return (
      BeginnerSession(done: before, of: beginnerSessions),
      BeginnerSession(done: before + (hasSet ? 1 : 0), of: beginnerSessions)
    )
  }
}

// MARK: - Comparisons

extension TrainingKeeper {
  private mutating func compare(_ record: SetRecord) {
    compare(
      ComparableSets(before: record), position: record.indexInSession, notIn: record.sessionId,
      lastingS: record.durationS)
  }

  /// - Parameter lastingS: how long the set was; nil while it runs.
  private mutating func compare(
    _ sets: ComparableSets, position: Int, notIn session: String?, lastingS: Double?
  ) {
    do {
      state.previous = try reference(log.newest(sets, notIn: session, position: position))
      state.best = try reference(best(sets, lastingS: lastingS ?? state.previous?.summary.durationS))
    } catch {
      trouble = error
    }
  }

  private func best(_ sets: ComparableSets, lastingS: Double?) throws(SetLogError) -> SetRecord? {
    if let plan = state.training.plan {
      return try log.best(sets, lastingS: state.run.setDurationS, toleranceS: plan.toleranceS)
    }
    return try log.fastest(sets, atLeastS: 0.75 * (lastingS ?? 0))
  }

  private func reference(_ record: SetRecord?) throws(SetLogError) -> PaceReference? {
    guard let record else { return nil }
    return PaceReference(record, trace: try log.trace(of: record))
  }
}
