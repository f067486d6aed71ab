// SPDX-License-Identifier: Apache-2.0
//
// Owns: the connections to the database, and the threads that may wait for them. Must not know: tables.

import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization

/// A few connections, each used by one piece of work at a time. More work than connections waits; too much is refused, so that
/// a slow database costs time and not memory.
package final class ConnectionPool: Service {
  private let target: String
  private let most: Int
  private let mostWaiting: Int
  private let threads: NIOThreadPool
  private let idle = Mutex<[PostgresConnection]>([])
  private let waiting = Atomic<Int>(0)

  /// - Parameters:
  ///   - target: libpq's connection string.
  ///   - most: connections at a time.
  package init(_ target: String, most: Int = 8, mostWaiting: Int = 256) {
    self.target = target
    self.most = most
    self.mostWaiting = mostWaiting
    threads = NIOThreadPool(numberOfThreads: most)
    threads.start()
  }

  package func run() async throws {
    try? await gracefulShutdown()
    try await threads.shutdownGracefully()
  }

  /// How much work waits or runs.
  package var load: Int { waiting.load(ordering: .relaxed) }

  /// Does work with a connection, on a thread that may wait.
  /// - Throws: `DatabaseFault`, or `Overload` if too much waits already.
  package func work<Result: Sendable>(
    _ body: @escaping @Sendable (PostgresConnection) throws -> Result
  ) async throws -> Result {
    defer { waiting.subtract(1, ordering: .relaxed) }
    guard waiting.add(1, ordering: .relaxed).oldValue < mostWaiting else { throw Overload() }
    return try await threads.runIfActive { [self] in try workHere(body) }
  }

  /// The same on this thread.
  package func workHere<Result>(_ body: (PostgresConnection) throws -> Result) throws -> Result {
    let connection = try idle.withLock { $0.popLast() } ?? PostgresConnection(target)
    do {
      let result = try body(connection)
      keep(connection)
      return result
    } catch let fault as DatabaseFault {
      // A server that has been promoted or started again is asked through a new connection.
      if fault.isLost { idle.withLock { $0.removeAll() } } else { keep(connection) }
      throw fault
    }
  }

  private func keep(_ connection: PostgresConnection) {
    idle.withLock { idle in if idle.count < most { idle.append(connection) } }
  }

  /// Too much waits for the database.
  package struct Overload: Error {}
}
