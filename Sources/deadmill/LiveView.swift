// SPDX-License-Identifier: Apache-2.0
//
// Owns: running a daemon together with something to look at. Must not know: how that is drawn.

import Console
import Daemon
import LiveFeed
import Logging

enum LiveView {
  /// Runs a daemon with the console where there is a terminal, with plain lines where there is none.
  static func run(_ plan: DaemonPlan) async throws {
    var logger = ServiceRunner.logger()
    let printer = PlainPrinter()
    logger.logLevel = .error
    let daemon = try BeltDaemon(plan: plan, logger: logger) { printer.take($0) }
    try await ServiceRunner.run([daemon], logger: logger)
  }
}
