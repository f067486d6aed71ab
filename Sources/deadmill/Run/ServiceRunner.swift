// SPDX-License-Identifier: Apache-2.0
//
// Owns: running services until they end or a signal asks them to. Must not know: what they do.

import Logging
import ServiceLifecycle
import Settings
import UnixSignals

enum ServiceRunner {
  /// Runs until the first service ends; SIGINT and SIGTERM end all of them gracefully, and SIGHUP too if it is not
  /// taken for something else.
  static func run(_ services: [any Service], logger: Logger, endsOnHangup: Bool = true) async throws {
    var configuration = ServiceGroupConfiguration(
      services: services.map {
        ServiceGroupConfiguration.ServiceConfiguration(
          service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      }, gracefulShutdownSignals: endsOnHangup ? [.sigterm, .sigint, .sighup] : [.sigterm, .sigint],
      logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(30)
    try await ServiceGroup(configuration: configuration).run()
  }

  /// A logger for people and for the journal: one line each on standard error.
  static func logger(level: Logger.Level = .notice) -> Logger {
    var logger = Logger(label: "deadmill") { _ in PlainLogHandler() }
    logger.logLevel = level
    return logger
  }
}

/// Writes `<priority>message` to the system journal, `message` elsewhere.
struct PlainLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .notice

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let machine = metadata["machine"].map { "\($0): " } ?? ""
    Output.error("\(Self.prefix(event.level))\(machine)\(event.message)")
  }

  private static let isJournal = ProcessEnvironment.has("JOURNAL_STREAM")

  /// sd-daemon(3): the priority in angle brackets.
  private static func prefix(_ level: Logger.Level) -> String {
    guard isJournal else { return "" }
    switch level {
    case .trace, .debug: return "<7>"
    case .info: return "<6>"
    case .notice: return "<5>"
    case .warning: return "<4>"
    case .error: return "<3>"
    case .critical: return "<2>"
    }
  }
}

/// Does something at each SIGHUP, for as long as the others run.
struct HangupService: Service {
  let action: @Sendable () -> Void

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { action() }
  }
}
