// SPDX-License-Identifier: Apache-2.0
//
// Owns: following a daemon that comes and goes. Must not know: screens, services.

import Glibc
import Synchronization

/// What a daemon has for a display.
package enum FeedNews: Sendable {
  /// The machines there are from now on.
  case machines([LiveMachine])
  case frame(LiveFrame)
  /// The belt speed before the connection.
  case trace(LiveTrace)
  /// There is no daemon at the path at present; the follower keeps looking for it.
  case waiting(path: String)
}

/// Follows a daemon's frames on the thread that runs it.
package final class FeedFollower: Sendable {
  /// How often it looks for a daemon that has gone, milliseconds.
  private static let lookEvery: Int32 = 500

  private let path: String
  private let waitsForReturn: Bool
  private let take: @Sendable (FeedNews) -> Void
  private let first: Mutex<FeedClient?>
  private let isStopping = Atomic<Bool>(false)

  /// - Parameters:
  ///   - client: a connection, so that what is wrong with it is known before anything else begins.
  ///   - waitsForReturn: whether to look for the daemon after it has gone; else `run` returns then.
  package init(
    _ client: consuming FeedClient, waitsForReturn: Bool, take: @escaping @Sendable (FeedNews) -> Void
  ) {
    path = client.path
    self.waitsForReturn = waitsForReturn
    self.take = take
    first = Mutex(client)
  }

  /// Follows the daemon at a path, now or as soon as there is one.
  package init(path: String, take: @escaping @Sendable (FeedNews) -> Void) {
    self.path = path
    waitsForReturn = true
    self.take = take
    first = Mutex(nil)
  }

  /// Makes `run` return soon.
  package func stop() { isStopping.store(true, ordering: .releasing) }

  private var shouldStop: Bool { isStopping.load(ordering: .acquiring) }

  /// Blocks until it is stopped, or there is nothing to wait for.
  package func run() throws(FeedError) {
    while !shouldStop {
      do throws(FeedError) {
        try follow()
        if !waitsForReturn { return }
      } catch {
        guard waitsForReturn, error.isAbsence else { throw error }
        take(.waiting(path: path))
        pause()
      }
    }
  }

  private func pause() {
    var none: [pollfd] = []
    UnixSocket.poll(&none, milliseconds: Self.lookEvery)
  }

  /// Reads one connection until the daemon says goodbye.
  private func follow() throws(FeedError) {
    var client = try connection()
    take(.machines(client.hello.machines))
    try client.watch(FeedWatch([.live]))
    while !shouldStop {
      switch try client.next(milliseconds: 200) {
      case .machines(let machines): take(.machines(machines))
      case .live(let frame): take(.frame(frame))
      case .trace(let trace): take(.trace(trace))
      case .bye: return
      default: continue
      }
    }
  }

  private func connection() throws(FeedError) -> FeedClient {
    let given = first.withLock { $0.take() }
    if let given { return given }
    return try FeedClient.connect(to: path)
  }
}
