// SPDX-License-Identifier: Apache-2.0
//
// Owns: requests of the control socket, carried out in the daemon: codes are checked, changes are logged with who asked
// for them, and everything that shows the log is notified. Must not know: sockets.

import Hardware
import LiveFeed
import Logging
import SetKeeping
import SetLog
import Synchronization
import Text

/// Carries out requests in a daemon.
final class ControlHandler: Sendable {
  private let log: SetLog
  private let logger: Logger
  let tokens = ClaimTokens()
  private let changed = Mutex<(@Sendable () -> Void)?>(nil)
  private let renamed = Mutex<(@Sendable (_ machine: String, _ name: String) -> Void)?>(nil)
  private let heartRate = Mutex<HeartRateTaker?>(nil)
  private let turn = Mutex<(@Sendable (String) -> WalkerTurn?)?>(nil)

  /// Takes a sample for a machine, by identifier or name; false if the sample is not kept, nil if there is no such machine.
  typealias HeartRateTaker =
    @Sendable (_ machine: String, HeartRateSample) -> (machine: String, isKept: Bool)?

  init(log: SetLog, logger: Logger) {
    self.log = log
    self.logger = logger
  }

  /// What is called after each change, before the client gets its answer.
  func whenChanged(_ action: @escaping @Sendable () -> Void) { changed.withLock { $0 = action } }

  /// What is called after a machine was renamed in the log, with its identifier and its new name.
  func whenRenamed(_ action: @escaping @Sendable (_ machine: String, _ name: String) -> Void) {
    renamed.withLock { $0 = action }
  }

  /// What says from when on another walker of a machine counts; asked once the log has it.
  func whenWalkerChanged(_ action: @escaping @Sendable (String) -> WalkerTurn?) {
    turn.withLock { $0 = action }
  }

  /// What takes heart rates.
  func whenHeartRate(_ taker: @escaping HeartRateTaker) { heartRate.withLock { $0 = taker } }

  func carryOut(_ request: ControlRequest, _ peer: FeedPeer) throws(FeedFault) -> FeedAnswer {
    // Several a second, and no change of the log.
    if request.action == ControlAction.heartRate.rawValue { return try takeHeartRate(request) }
    do {
      let answer = try checked(request, LogRequests(log.asked(by: Self.author(request, peer))))
      // Looking is no change.
      if request.action == ControlAction.walkers.rawValue { return answer }
      logger.notice("\(Self.text(request, answer)), asked for by \(peer)")
      if request.action == ControlAction.renameMachine.rawValue, let machine = answer.machine,
        let name = try log.machines().first(where: { $0.id == machine })?.name,
        let action = renamed.withLock({ $0 })
      {
        action(machine, name)
      }
      if let action = changed.withLock({ $0 }) { action() }
      return answer
    } catch {
      throw FeedFault(error)
    }
  }

  private func takeHeartRate(_ request: ControlRequest) throws(FeedFault) -> FeedAnswer {
    guard let machine = request.machine else { throw FeedFault(.badValue, "\"machine\" is missing") }
    guard let timeNs = request.timeNs else { throw FeedFault(.badValue, "\"timeNs\" is missing") }
    let lateNs = MonotonicClock.nowNs &- timeNs
    guard lateNs >= -HeartRateBuffer.mostAheadNs, lateNs <= HeartRateBuffer.mostLateNs else {
      throw FeedFault(
        .badValue, "timeNs: expected CLOCK_MONOTONIC of this boot, within the last minute; send it at once")
    }
    if let bpm = request.bpm, !(0...255).contains(bpm) {
      throw FeedFault(.badValue, "bpm: expected 0 to 255 beats per minute, or null for unknown")
    }
    let sample = HeartRateSample(timestampNs: timeNs, bpm: request.bpm)
    guard let taken = heartRate.withLock({ $0 })?(machine, sample) else {
      throw FeedFault(
        .noSuchMachine,
        "no machine \"\(VisibleText.shown(machine))\" is measured; the hello lists those there are")
    }
    var answer = FeedAnswer(id: request.id)
    answer.machine = taken.machine
    answer.changed = taken.isKept
    return answer
  }

  private func checked(_ request: ControlRequest, _ requests: LogRequests) throws -> FeedAnswer {
    guard request.action == ControlAction.claim.rawValue else {
      var answer = try requests.carryOut(request)
      if [ControlAction.walker, .walkerNext].map(\.rawValue).contains(request.action),
        let machine = answer.machine, let turn = turn.withLock({ $0 })
      {
        answer.from = turn(machine)?.rawValue ?? answer.from
      }
      return answer
    }
    if let token = request.token, let part = request.set {
      try tokens.check(token, set: try log.set(id: part).id)
    }
    let answer = try requests.carryOut(request)
    if let set = answer.set { tokens.spend(set: set) }
    return answer
  }

  /// The client's user, and for whom it asks.
  private static func author(_ request: ControlRequest, _ peer: FeedPeer) -> String {
    let user = UserName.of(peer.uid)
    guard let by = request.by, !by.isEmpty else { return user }
    return "\(user): \(VisibleText.shown(by, longest: 64))"
  }

  /// One line for the journal.
  private static func text(_ request: ControlRequest, _ answer: FeedAnswer) -> String {
    let parts = [
      request.machine.map { "machine \"\($0)\"" }, answer.set.map { "set \($0)" },
      request.name.map { "\"\($0)\"" }, answer.walker.map { "walker \"\($0)\"" },
      request.token == nil ? nil : "with a code",
    ]
    let details = parts.compactMap { $0 }.joined(separator: ", ")
    return details.isEmpty ? request.action : "\(request.action): \(details)"
  }
}
