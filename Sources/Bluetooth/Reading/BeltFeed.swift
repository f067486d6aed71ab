// SPDX-License-Identifier: Apache-2.0
//
// Owns: the frames that have come from the daemon since the last time they were taken. Must not know: Bluetooth.

import LiveFeed
import Logging
import Synchronization

/// Follows the daemon on a thread of its own.
final class BeltFeed: Sendable {
  /// Ten seconds of one machine; beyond that the oldest are dropped.
  private static let mostFrames = 100
  private static let retryAfter = Duration.seconds(2)

  /// What has come.
  struct News: Sendable {
    var machines: [LiveMachine] = []
    /// New ones, the oldest first.
    var frames: [LiveFrame] = []
    /// Where the daemon is looked for; nil while there is one.
    var waitsFor: String?
  }

  private let socket: String
  private let logger: Logger
  private let state: Mutex<News>
  private let isOver = Atomic<Bool>(false)
  private let lastTrouble = Mutex("")

  init(socket: String, logger: Logger) {
    self.socket = socket
    self.logger = logger
    var news = News()
    news.waitsFor = socket
    state = Mutex(news)
  }

  /// What has come since the last time.
  func takeNews() -> News {
    state.withLock { news in
      defer { news.frames = [] }
      return news
    }
  }

  /// Starts following; `stop` the result to end it.
  func start() -> Running {
    let follower = FeedFollower(path: socket) { [self] in take($0) }
    let thread = PosixThread.start("deadmill-feed") { [self] in
      while !isOver.load(ordering: .acquiring) { follow(follower) }
    }
    return Running(feed: self, follower: follower, thread: thread)
  }

  /// A feed that is being followed.
  struct Running: Sendable {
    fileprivate let feed: BeltFeed
    fileprivate let follower: FeedFollower
    fileprivate let thread: PosixThread?

    /// Waits until the thread has ended. Once at most.
    func stop() {
      feed.isOver.store(true, ordering: .releasing)
      follower.stop()
      thread?.join()
    }
  }

  private func follow(_ follower: FeedFollower) {
    do {
      try follower.run()
    } catch {
      let isNew = lastTrouble.withLock { last in
        defer { last = "\(error)" }
        return last != "\(error)"
      }
      if isNew { logger.warning("\(error)") }
      state.withLock { $0.waitsFor = socket }
      PosixThread.pause(Self.retryAfter)
    }
  }

  private func take(_ news: FeedNews) {
    state.withLock { state in
      switch news {
      case .machines(let machines):
        state.machines = machines
        state.waitsFor = nil
      case .frame(let frame):
        state.frames.append(frame)
        if state.frames.count > Self.mostFrames { state.frames.removeFirst() }
      case .waiting(let path): state.waitsFor = path
      case .trace: break
      }
    }
  }
}
