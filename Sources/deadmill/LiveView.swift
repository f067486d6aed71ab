// SPDX-License-Identifier: Apache-2.0
//
// Owns: running a daemon or a feed together with something to look at. Must not know: how that is drawn.

import Console
import Daemon
import LiveFeed
import Logging
import ServiceLifecycle

enum LiveView {
  /// Runs a daemon with the console where there is a terminal, with plain lines where there is none.
  static func run(_ plan: DaemonPlan) async throws {
    let logger = ServiceRunner.logger(level: .error)
    if ProcessEnvironment.isTerminal {
      let box = FrameBox()
      let daemon = try BeltDaemon(plan: plan, logger: ServiceRunner.logger(level: .critical)) { box.put($0) }
      try await ServiceRunner.run([daemon, ConsoleService(box)], logger: logger)
    } else {
      let printer = PlainPrinter()
      let daemon = try BeltDaemon(plan: plan, logger: logger) { printer.take($0) }
      try await ServiceRunner.run([daemon], logger: logger)
    }
  }
}

/// The console as a service: it ends when someone quits, and with it the others.
struct ConsoleService: Service {
  private let box: FrameBox

  init(_ box: FrameBox) { self.box = box }

  func run() async throws {
    try await withGracefulShutdownHandler {
      do {
        _ = try await ConsoleLoop.run(box, usesColours: !ProcessEnvironment.has("NO_COLOR"))
      } catch is TerminalError {
        try await plainLines()
      }
    } onGracefulShutdown: {
      box.end()
    }
  }

  /// A terminal that cannot place a cursor gets lines.
  private func plainLines() async throws {
    let printer = PlainPrinter()
    while !box.hasEnded {
      if let frame = box.frame { printer.take(frame) }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
