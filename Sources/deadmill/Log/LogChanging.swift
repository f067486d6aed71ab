// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a command changes a log: the daemon that writes it does, and without one the command itself.
// Must not know: what is changed.

import Daemon
import Foundation
import LiveFeed
import SetLog

/// Changes a log. There is one writer: while a daemon runs, it is the daemon.
enum LogChanging {
  /// Carries out a request on the log of a folder.
  /// - Returns: the daemon's answer, or what it would be.
  @discardableResult
  static func carryOut(_ request: ControlRequest, in directory: String) throws -> FeedAnswer {
    if let answer = try askDaemon(request, in: directory) { return answer }
    let log = try SetLog.opened(forWriting: directory).asked(by: UserName.own)
    return try LogRequests(log).carryOut(request)
  }

  /// nil if no daemon writes this log.
  private static func askDaemon(_ request: ControlRequest, in directory: String) throws -> FeedAnswer? {
    guard let path = ControlLink.target(in: directory) else { return nil }
    do {
      var client = try ControlClient.connect(to: path)
      return try client.ask(request)
    } catch FeedError.notRunning {
      // A crash left the link behind.
      return nil
    }
  }
}
