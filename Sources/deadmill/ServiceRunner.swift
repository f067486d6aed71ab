// SPDX-License-Identifier: Apache-2.0
//
// Owns: running services until they end or a signal asks them to. Must not know: what they do.

import Logging
import ServiceLifecycle
import UnixSignals

enum ServiceRunner {
  /// Runs until the first service ends; SIGINT, SIGTERM and SIGHUP end all of them gracefully.
  static func run(_ services: [any Service], logger: Logger) async throws {
    var configuration = ServiceGroupConfiguration(
      services: services.map {
        ServiceGroupConfiguration.ServiceConfiguration(
          service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      }, gracefulShutdownSignals: [.sigterm, .sigint, .sighup], logger: logger)
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

/// Writes `<priority>message` where the journal listens, `message` elsewhere.
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
