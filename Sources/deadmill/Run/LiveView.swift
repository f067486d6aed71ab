// SPDX-License-Identifier: Apache-2.0
//
// Owns: running a daemon or a feed together with something to look at. Must not know: how that is drawn.

import Console
import Daemon
import Foundation
import LiveFeed
import Logging
import ServiceLifecycle
import Settings

enum LiveView {
  /// Runs a daemon with the console on a terminal, with plain lines otherwise.
  static func run(_ plan: DaemonPlan, _ options: ConsoleOptions) async throws {
    let logger = ServiceRunner.logger(level: .error)
    if ProcessEnvironment.isTerminal {
      let box = LiveBox(options)
      let daemon = try BeltDaemon(plan: plan, logger: ServiceRunner.logger(level: .critical)) { box.put($0) }
      try await ServiceRunner.run([daemon, console(box, options, daemon)], logger: logger)
    } else {
      let printer = PlainPrinter(options.plainLook, machine: options.machine, write: Output.liveLine)
      let daemon = try BeltDaemon(plan: plan, logger: logger) { printer.take($0) }
      try await ServiceRunner.run([daemon], logger: logger)
    }
  }
}

extension LiveBox {
  /// For a console with these options.
  convenience init(_ options: ConsoleOptions) {
    self.init(machine: options.machine, comparison: options.comparison, targetMps: options.targetMps)
  }
}

/// Passes on what keys ask for to a daemon of the same process.
private func console(_ box: LiveBox, _ options: ConsoleOptions, _ daemon: BeltDaemon) -> ConsoleService {
  let asker = ConsoleAsker(box) { request in try daemon.carryOut(request) }
  return ConsoleService(box, options) { asker.ask($0) }
}

/// Sends the request of a key while the screen stays live, and shows a refusal on the screen.
struct ConsoleAsker: Sendable {
  private let box: LiveBox
  private let carryOut: @Sendable (ControlRequest) throws -> FeedAnswer
  /// One after the other: two presses are two changes.
  private let queue = DispatchQueue(label: "deadmill-console-requests")

  init(_ box: LiveBox, _ carryOut: @escaping @Sendable (ControlRequest) throws -> FeedAnswer) {
    self.box = box
    self.carryOut = carryOut
  }

  func ask(_ request: ControlRequest) {
    queue.async { [box, carryOut] in
      do {
        let answer = try carryOut(request)
        switch ControlAction(rawValue: request.action) {
        case .walkers: box.put(walkers: answer.walkers ?? [])
        case .walker:
          box.put(
            notice: .walker(
              answer.walker, isThisSet: answer.from == "this-set", elsewhere: answer.elsewhere))
        case .note:
          box.put(
            notice: .rated(
              rpe: request.rpe.value, pain: request.pain.value.map { Double($0) }))
        default: break
        }
      } catch {
        box.put(notice: .refused("\(error)"))
      }
    }
  }
}

/// The console as a service: it ends when someone quits, and with it the others.
struct ConsoleService: Service {
  private let box: LiveBox
  private let options: ConsoleOptions
  private let ask: @Sendable (ControlRequest) -> Void

  init(_ box: LiveBox, _ options: ConsoleOptions, ask: @escaping @Sendable (ControlRequest) -> Void) {
    self.box = box
    self.options = options
    self.ask = ask
  }

  func run() async throws {
    try await withGracefulShutdownHandler {
      do {
        try await onThread()
      } catch is TerminalError {
        try await plainLines()
      }
    } onGracefulShutdown: {
      box.end()
    }
  }

  /// On a thread of its own: a terminal may take its time, and nothing else shall wait for it.
  private func onThread() async throws {
    let (box, options, ask) = (box, options, ask)
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      let thread = Thread { @Sendable in
        done.resume(with: Result { _ = try ConsoleLoop.run(box, options, ask: ask) })
      }
      thread.name = "deadmill-screen"
      thread.start()
    }
  }

  /// A terminal that cannot place a cursor gets lines.
  private func plainLines() async throws {
    let printer = PlainPrinter(options.plainLook, machine: options.machine, write: Output.liveLine)
    while !box.hasEnded {
      if let frame = box.snapshot.frame { printer.take(frame) }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
