// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the program says to people and to the journal. Must not know: what it says.

import CSystemd
import Foundation
import Logging

/// One line each on standard error.
enum ConnectLog {
  static var logger: Logger {
    var logger = Logger(label: "deadmill-connect") { _ in LineLogHandler() }
    logger.logLevel = .notice
    return logger
  }

  /// A line of what was asked for.
  static func output(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}

/// `<priority>message` for the journal, `message` elsewhere (sd-daemon(3)).
private struct LineLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .notice

  private static let isJournal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    ConnectLog.write(Self.prefix(event.level) + "\(event.message)")
  }

  private static func prefix(_ level: Logger.Level) -> String {
    guard isJournal else { return "" }
    return switch level {
    case .trace, .debug: "<7>"
    case .info: "<6>"
    case .notice: "<5>"
    case .warning: "<4>"
    case .error: "<3>"
    case .critical: "<2>"
    }
  }
}

/// What systemd learns.
enum ServiceNotice {
  static func ready() {
    // SAFETY: sd_notify(3) reads the text within the call.
    _ = unsafe sd_notify(0, "READY=1")
  }
}

/// An error that ends the program with a line and a status.
struct Failure: Error, CustomStringConvertible {
  let description: String

  /// - Parameter status: 2 for what the user wrote, 1 for everything else.
  init(_ text: String, status: Int32 = 1) {
    description = text
    self.status = status
  }

  let status: Int32
}
