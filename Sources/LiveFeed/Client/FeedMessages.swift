// SPDX-License-Identifier: Apache-2.0
//
// Owns: a daemon's messages as an asynchronous sequence. Must not know: screens.

import Dispatch
import Synchronization

/// What a daemon sends, for structured concurrency:
///
///     var client = try FeedClient.connect(to: path)
///     try client.watch(FeedWatch([.live, .changes]))
///     for try await message in FeedMessages(client) { ... }
///
/// Ends after the daemon's goodbye, and when the task is cancelled; a connection that breaks is an error. Messages wait in
/// the socket until they are asked for: a slow loop misses frames and no change.
package struct FeedMessages: AsyncSequence, Sendable {
  package typealias Element = FeedMessage

  private let connection: Connection

  package init(_ client: consuming FeedClient) { connection = Connection(client) }

  package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection: connection) }

  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let connection: Connection
    private var isOver = false

    fileprivate init(connection: Connection) { self.connection = connection }

    package mutating func next() async throws -> FeedMessage? {
      while !isOver, !Task.isCancelled {
        guard let message = try await connection.next() else { continue }
        if case .bye = message { isOver = true }
        return message
      }
      return nil
    }
  }

  /// The client on a queue whose thread may wait.
  fileprivate final class Connection: Sendable {
    /// How long a cancelled task may go on waiting.
    private static let look: Int32 = 100

    private let client: Mutex<FeedClient>
    private let queue = DispatchQueue(label: "deadmill-feed-client")

    init(_ client: consuming FeedClient) { self.client = Mutex(client) }

    func next() async throws -> FeedMessage? {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<FeedMessage?, any Error>) in
        queue.async { @Sendable in
          done.resume(
            with: Result { try self.client.withLock { try $0.next(milliseconds: Self.look) } })
        }
      }
    }
  }
}
