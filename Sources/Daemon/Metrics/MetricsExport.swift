// SPDX-License-Identifier: Apache-2.0
//
// Owns: writing metrics to the file that monitoring reads. Must not know: what is in them.
//
// The file is for node_exporter's textfile collector: it appears whole or not at all. It is written on a thread of its own,
// so that a disk that hangs delays nothing else. A failure is logged and retried; it ends nothing.

import Foundation
import LiveFeed
import Logging

/// Writes metrics to a file.
final class MetricsExport: Sendable {
  private static let everyS = 15.0
  /// The first values are there soon after the start.
  private static let firstS = 1.0
  /// A disk that hangs does not keep the daemon from ending.
  private static let longestStopS = 2.0

  let board = MetricsBoard()
  private let path: String
  private let logger: Logger
  private let stopping = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  init(path: String, logger: Logger) {
    self.path = path
    self.logger = logger
  }

  func start() {
    let thread = PosixThread.start("deadmill-metrics") {
      self.writeFiles()
      self.finished.signal()
    }
    if thread == nil { finished.signal() }
    thread?.detach()
  }

  /// Writes the file once more; waits until that is done, but not for ever.
  func stop() {
    stopping.signal()
    _ = finished.wait(timeout: .now() + Self.longestStopS)
  }

  private func mustStop(afterS seconds: Double) -> Bool {
    stopping.wait(timeout: .now() + seconds) == .success
  }

  private func writeFiles() {
    var reported: String?
    var isLast = mustStop(afterS: Self.firstS)
    while true {
      report(MetricsFile.write(board.text, to: path), &reported)
      if isLast { return }
      isLast = mustStop(afterS: Self.everyS)
    }
  }

  /// Logs a failure once, and once that it has cleared.
  private func report(_ trouble: String?, _ reported: inout String?) {
    defer { reported = trouble }
    guard trouble != reported else { return }
    if let trouble {
      logger.warning("metrics: \(path): \(trouble)")
    } else {
      logger.notice("metrics: \(path): is written again")
    }
  }
}
