// SPDX-License-Identifier: Apache-2.0
//
// Owns: asking a daemon for a change and waiting for its answer. Must not know: what is asked for.

/// A connection to a daemon's control socket.
package struct ControlClient: ~Copyable {
  /// A daemon answers within five seconds.
  private static let patience = Duration.seconds(8)

  private var client: FeedClient
  private var count = 0

  private init(_ client: consuming FeedClient) { self.client = client }

  package static func connect(to path: String) throws(FeedError) -> ControlClient {
    do {
      return ControlClient(try FeedClient.connect(to: path))
    } catch {
      if case .noPermission = error { throw FeedError.noControlPermission(path: path) }
      throw error
    }
  }

  /// Asks, and waits for the answer.
  /// - Throws: `FeedFault` if the daemon refuses, `FeedError` if it does not answer.
  package mutating func ask(_ request: ControlRequest) throws -> FeedAnswer {
    count += 1
    var request = request
    request.id = "\(count)"
    try client.send(.request(request))
    let until = ContinuousClock.now + Self.patience
    while ContinuousClock.now < until {
      switch try client.next(milliseconds: 200) {
      case .ok(let answer) where answer.id == request.id: return answer
      case .error(let fault) where fault.id == request.id || fault.id == nil: throw fault
      case .bye: throw FeedError.closed(path: client.path)
      default: continue
      }
    }
    throw FeedFault(.busy, "the daemon does not answer; look at `systemctl status deadmill`")
  }
}
