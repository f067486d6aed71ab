// SPDX-License-Identifier: Apache-2.0
//
// Owns: getting metrics to where monitoring finds them: a file, or a socket. Must not know: what is in them.
//
// A file is for node_exporter's textfile collector: it appears whole or not at all. It is written on a thread of its own,
// so that a disk that hangs holds up nobody. What goes wrong here is logged and tried again; it ends nothing.

import Foundation
import LiveFeed
import Logging

/// Where metrics go.
final class MetricsExport: Sendable {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"
  private static let everyS = 15.0
  /// The first figures are there soon after the start.
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

  /// Whether a path is that of a file; else it is a socket's.
  static func isFile(_ path: String) -> Bool { path.hasSuffix(".prom") }

  func start() {
    let thread = Thread { @Sendable in
      if Self.isFile(self.path) { self.writeFiles() } else { self.serve() }
      self.finished.signal()
    }
    thread.name = "deadmill-metrics"
    thread.start()
  }

  /// Writes the file once more, or closes the socket; waits until that is done, but not for ever.
  func stop() {
    stopping.signal()
    _ = finished.wait(timeout: .now() + Self.longestStopS)
  }

  private func mustStop(afterS seconds: Double) -> Bool {
    stopping.wait(timeout: .now() + seconds) == .success
  }

  private func writeFiles() {
    var told: String?
    var isLast = mustStop(afterS: Self.firstS)
    while true {
      tell(MetricsFile.write(board.text, to: path), &told)
      if isLast { return }
      isLast = mustStop(afterS: Self.everyS)
    }
  }

  private func serve() {
    var server: TextServer?
    var told: String?
    repeat {
      guard server == nil else { continue }
      do {
        server = try TextServer(path: path, contentType: Self.contentType) { [board] in board.text }
        tell(nil, &told)
      } catch {
        tell(Self.words(error), &told)
      }
    } while !mustStop(afterS: Self.everyS)
    server?.stop()
  }

  /// Tells once what is wrong, and once that it is over.
  private func tell(_ trouble: String?, _ told: inout String?) {
    defer { told = trouble }
    guard trouble != told else { return }
    if let trouble {
      logger.warning("metrics: \(path): \(trouble)")
    } else {
      logger.notice("metrics: \(path): is written again")
    }
  }

  private static func words(_ error: FeedError) -> String {
    switch error {
    case .alreadyRunning: "another program answers there; give another path"
    case .noSocket: "is a file; move it away, or let the name end in .prom"
    case .pathTooLong: "too long for a socket (107 bytes at most)"
    case .cannotListen(_, let code): "cannot be listened on: \(MetricsFile.reason(code))"
    default: "\(error)"
    }
  }
}
