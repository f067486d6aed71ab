// SPDX-License-Identifier: Apache-2.0
//
// Owns: a session's progress in its protocol at an instant, for displays. Must not know: the log.

import LiveFeed
import Motion
import Pulses
import SetLog
import Sets
import Training

/// Training as the log has it; together with the belt's state it becomes what displays show.
struct TrainingState: Sendable {
  var training = TrainingProtocol.free
  /// Whose training this is: the walker of the set in progress, else of the next one.
  var walker: String?
  /// The walker on the machine, whose the next set is.
  var onMachine: String?
  /// When that walker was chosen; nil for no walker, and if the log does not say.
  var onMachineSince: Instant?
  /// Why no walker is on the machine any more; nil if there is no such reason.
  var walkerLeft: WalkerLeave.Reason?
  /// The session of the newest set, with the sets of this walker.
  var run: ProtocolRun
  /// A session without a set.
  var fresh: ProtocolRun
  /// The sets of the newest session, of all walkers, as the log has them now.
  var session: [SetRecord] = []
  /// Whether each logged set of the session counts: a suspect one does not until a person accepts it.
  var counting: [String: Bool] = [:]
  /// The end of the newest set in the session, belt time, nanoseconds.
  var lastEndNs: Int64?
  var week = LiveWeek()
  var streakWeeks: Int?
  /// Duration of a set from the next session on if it is longer than today's, seconds.
  var longerSetDurationS: Double?
  /// What the protocol said of each set of the session.
  var verdicts: [String: LiveVerdict] = [:]
  /// Whether this session, and the next one, is one of a beginner's.
  var isBeginner = (now: false, next: false)
  /// What the set that runs, or the last one, is compared with.
  var previous: PaceReference?
  var best: PaceReference?

  init(_ training: TrainingProtocol) {
    self.training = training
    run = ProtocolRun(training)
    fresh = run
  }

  /// The session's progress.
  func live(_ belt: BeltSnapshot) -> LiveTraining {
    let isSet = belt.phase == .active || belt.phase == .paused
    let sinceNs = isSet ? belt.setFirstPulseNs : belt.motion.timeNs
    let goesOn = lastEndNs.map { sinceNs &- $0 < SetRules().sessionGapNs } ?? false
    let run = goesOn ? run : fresh
    let isBeginner = goesOn ? isBeginner.now : isBeginner.next
    let state = run.at(
      Nanoseconds(belt.motion.timeNs).seconds,
      walkingSinceS: isSet ? Nanoseconds(belt.setFirstPulseNs).seconds : nil)
    var live = LiveTraining()
    live.name = training.name
    live.title = training.title
    live.isBeginner = isBeginner ? true : nil
    live.setsDone = state.setsDone
    live.setCount = state.setsPlanned
    live.setIndex = min(state.setsDone + 1, state.setsPlanned ?? .max)
    live.week = week
    live.streakWeeks = streakWeeks
    guard let plan = run.plan else { return live }
    live.isDone = state.isDone
    live.setTargetS = run.setDurationS
    live.restTargetS = plan.sets > 1 ? plan.restS : nil
    live.nextStep = next(state, run, plan, isSet: isSet)
    if !isSet, !state.isDone, plan.sets > 1, goesOn {
      if case .rest(let remainingS, _) = state.next {
        live.restRemainingS = remainingS
      } else {
        live.restRemainingS = 0
      }
    }
    return live
  }

  /// What comes after what is done now.
  private func next(_ state: ProtocolState, _ run: ProtocolRun, _ plan: ProtocolPlan, isSet: Bool) -> LiveStep
  {
    if !isSet, !state.isDone { return .walk(set: state.setsDone + 1, targetS: run.setDurationS) }
    if isSet, state.setsDone + 1 < plan.sets { return .rest(targetS: plan.restS) }
    return longerSetDurationS.map { .longerSets(toS: $0) } ?? .finished
  }
}
