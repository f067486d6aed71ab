// SPDX-License-Identifier: Apache-2.0
//
// Owns: asking the daemon for changes, with a line in the journal for each. Must not know: pages.

import LiveFeed
import Logging
import NIOPosix

/// The daemon alone writes the log; the page asks it to.
struct DaemonRequests: Sendable {
  private let path: String
  private let logger: Logger

  /// - Parameter socket: the daemon's live socket, beside which the control socket is.
  init(socket: String, logger: Logger) {
    path = FeedPaths.control(besides: socket)
    self.logger = logger
  }

  /// Asks for a change.
  /// - Throws: `FeedFault` if the daemon refuses, `PageError.noDaemon` if there is none.
  @discardableResult
  func ask(_ request: ControlRequest, by visitor: Visitor, from address: String) async throws -> FeedAnswer {
    let path = path
    logger.notice("\(Self.line(request, visitor, address))")
    var authored = request
    authored.by = Self.author(visitor)
    let asked = authored
    do {
      return try await NIOThreadPool.singleton.runIfActive {
        var client = try ControlClient.connect(to: path)
        return try client.ask(asked)
      }
    } catch let error as FeedError {
      logger.warning("\(error)")
      throw PageError.noDaemon
    }
  }

  /// As the log has it: without a name, so that nothing of a person stays there who is erased.
  private static func author(_ visitor: Visitor) -> String {
    switch visitor.role {
    case .stranger: "a visitor of the page"
    case .walker: "a walker on the page"
    case .staff: "staff on the page"
    }
  }

  /// Who asked for what, without what a walker said of their health.
  private static func line(_ request: ControlRequest, _ visitor: Visitor, _ address: String) -> String {
    let who =
      switch visitor.role {
      case .stranger: "a visitor"
      case .walker(let name): "\"\(name)\""
      case .staff: "staff"
      }
    let what = [request.machine, request.set, request.name, request.walker.value].compactMap { $0 }
    return "\(who) at \(address) asks: \(([request.action] + what).joined(separator: " "))"
  }
}
