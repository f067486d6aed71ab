// SPDX-License-Identifier: Apache-2.0
//
// Owns: working step by step, reporting what is wrong once, trying again later. Must not know: what a step does.

import Logging
import ServiceLifecycle

/// What a service does, step by step.
package protocol UploadWorker: Sendable {
  /// Does all that there is to do now. What it threw at is tried again.
  mutating func step() async throws
  /// How far it is.
  var progress: ServiceProgress { get }
}

/// Runs a worker until the program is to end.
package struct UploadService<Worker: UploadWorker>: Service {
  private let start: Worker
  private let logger: Logger
  private let statusFile: String
  private let pacer: RetryPacer
  private let lookEvery: Duration
  private let onRunning: @Sendable () -> Void

  /// - Parameters:
  ///   - statusFile: what `deadmill-connect status` reads.
  ///   - onRunning: called once the service works.
  package init(
    _ worker: Worker, statusFile: String, pacer: RetryPacer = RetryPacer(), lookEvery: Duration = .seconds(2),
    logger: Logger, onRunning: @escaping @Sendable () -> Void = {}
  ) {
    start = worker
    self.statusFile = statusFile
    self.pacer = pacer
    self.lookEvery = lookEvery
    self.logger = logger
    self.onRunning = onRunning
  }

  package func run() async throws {
    onRunning()
    // A step that is cut off is taken again by the next start.
    try? await cancelWhenGracefulShutdown { try await work() }
  }

  private func work() async throws {
    var worker = start
    var pacer = pacer
    var status = StatusWriter(statusFile)
    var complaint: String?
    while !Task.isCancelled {
      var wait = lookEvery
      do {
        try await worker.step()
        if complaint != nil { logger.notice("it works again") }
        complaint = nil
        pacer.reset()
      } catch {
        try Task.checkCancellation()
        let text = UploadFault(error).description
        if text != complaint { logger.warning("\(text)") }
        complaint = text
        wait = pacer.next()
      }
      status.write(worker.progress, fault: complaint, logger)
      try await Task.sleep(for: wait)
    }
  }
}
