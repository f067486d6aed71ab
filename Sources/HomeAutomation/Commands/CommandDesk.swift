// SPDX-License-Identifier: Apache-2.0
//
// Owns: asking the daemon what was asked for by messages, one after the other, and who can be chosen. Must not know:
// topics, brokers.

import Dispatch
import LiveFeed
import Logging
import Synchronization

/// Asks the daemon on a thread of its own: it may take seconds to answer.
final class CommandDesk: Sendable {
  private static let mostWaiting = 16
  /// Walkers may be added without a notice.
  private static let lookEvery = DispatchTimeInterval.seconds(30)

  private struct State: Sendable {
    var waiting: [WalkerCommand] = []
    var walkers: [String]?
    var isStopping = false
  }

  private let path: String
  private let asksForWalkers: Bool
  private let logger: Logger
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)

  /// - Parameter socket: the daemon's live socket, beside which the control socket is.
  init(socket: String, asksForWalkers: Bool, logger: Logger) {
    path = FeedPaths.control(besides: socket)
    self.asksForWalkers = asksForWalkers
    self.logger = logger
  }

  /// Who can be chosen; nil if the daemon did not say.
  var walkers: [String]? { state.withLock { $0.walkers } }

  /// - Returns: false if too many wait already.
  func take(_ command: WalkerCommand) -> Bool {
    let hasRoom = state.withLock { state in
      guard state.waiting.count < Self.mostWaiting else { return false }
      state.waiting.append(command)
      return true
    }
    wake.signal()
    return hasRoom
  }

  /// Asks again who can be chosen.
  func refresh() { wake.signal() }

  func stop() {
    state.withLock { $0.isStopping = true }
    wake.signal()
  }

  /// Works until it is stopped.
  /// - Parameters:
  ///   - answer: called with the answer to each command.
  ///   - look: called now and then, for what else may wait for the disk.
  func run(answer: (WalkerCommand, String) -> Void, look: () -> Void) {
    var complaint = Complaint(logger)
    while true {
      let (commands, isStopping) = state.withLock { state in
        defer { state.waiting = [] }
        return (state.waiting, state.isStopping)
      }
      if isStopping { return }
      for command in commands { answer(command, ask(command)) }
      if asksForWalkers { learnWalkers(&complaint) }
      look()
      _ = wake.wait(timeout: .now() + Self.lookEvery)
    }
  }

  private func ask(_ command: WalkerCommand) -> String {
    logger.notice("the broker asks for another walker on machine \(command.machine)")
    do {
      var client = try ControlClient.connect(to: path)
      return CommandAnswer.done(try client.ask(command.request))
    } catch let fault as FeedFault {
      return CommandAnswer.refused(fault.code, fault.text)
    } catch {
      logger.warning("\(error)")
      return CommandAnswer.refused("no_daemon", "the daemon cannot be asked now; try again")
    }
  }

  private func learnWalkers(_ complaint: inout Complaint) {
    do {
      var client = try ControlClient.connect(to: path)
      let walkers = try client.ask(ControlRequest(.walkers)).walkers ?? []
      state.withLock { $0.walkers = walkers.map(\.name) }
    } catch let error as FeedError where error.isAbsence {
      return
    } catch {
      complaint.report("who can be chosen is not known: \(error)")
    }
  }
}
