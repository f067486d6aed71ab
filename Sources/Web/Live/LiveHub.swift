// SPDX-License-Identifier: Apache-2.0
//
// Owns: the newest frame of every machine, and who gets each. Must not know: HTML, where streams lead.
//
// A picture is made once for all who see the same: of two hundred phones beside a belt most do.

import LiveFeed
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Words

/// Follows the daemon and hands out its frames.
package final class LiveHub: Service, Sendable {
  /// A frame that old is shown as old.
  private static let staleAfter = Duration.seconds(2.5)
  /// How often that is looked at, and how often a stream has something to send at least.
  private static let lookEvery = Duration.milliseconds(500)
  private static let retryAfter = Duration.seconds(2)

  /// One who watches.
  struct Watcher: Sendable {
    /// nil for all machines.
    var machine: String?
    var viewer: LiveViewer
    var pictures: AsyncStream<ByteBuffer>.Continuation
  }

  private struct Board: Sendable {
    var frame: LiveFrame
    var receivedAt: ContinuousClock.Instant
    var isStale = false
    var cues = CueMachine()
  }

  private struct State: Sendable {
    var machines: [LiveMachine] = []
    var boards: [String: Board] = [:]
    /// Where the daemon is looked for; nil while there is one.
    var waitsFor: String?
    var watchers: [Int: Watcher] = [:]
    var nextWatcher = 0
  }

  private let socket: String
  private let logger: Logger
  private let state: Mutex<State>

  package init(socket: String, logger: Logger) {
    self.socket = socket
    self.logger = logger
    var state = State()
    state.waitsFor = socket
    self.state = Mutex(state)
  }

  // MARK: Reading

  /// All machines in the order of the daemon's configuration.
  var machines: [LiveMachine] { state.withLock { $0.machines } }

  /// Where the daemon is looked for; nil while there is one.
  var waitsFor: String? { state.withLock { $0.waitsFor } }

  func frame(_ machine: String) -> LiveFrame? { state.withLock { $0.boards[machine]?.frame } }

  var frames: [LiveFrame] {
    state.withLock { state in state.machines.compactMap { state.boards[$0.id]?.frame } }
  }

  /// What a page shows before its first event.
  func view(_ machine: String, for viewer: LiveViewer) -> LiveView? {
    state.withLock { state in
      state.boards[machine].map { LiveView($0.frame, for: viewer, waitsFor: Self.waits($0, state)) }
    }
  }

  /// The machine whose last set can be claimed with a code.
  func claim(token: String) -> LiveFrame? {
    frames.first { $0.set.claim.map { PasswordHash.isEqual($0.token, token) } ?? false }
  }

  var watcherCount: Int { state.withLock { $0.watchers.count } }

  // MARK: Watching

  /// Pictures from now on, the newest one first. One who is slow misses some.
  func watch(_ machine: String?, _ viewer: LiveViewer) -> (id: Int, pictures: AsyncStream<ByteBuffer>) {
    let (pictures, continuation) = AsyncStream.makeStream(
      of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(4))
    let id = state.withLock { state in
      state.nextWatcher += 1
      let watcher = Watcher(machine: machine, viewer: viewer, pictures: continuation)
      state.watchers[state.nextWatcher] = watcher
      for (id, board) in state.boards where machine == nil || machine == id {
        continuation.yield(Self.picture(board, viewer, state, cue: nil))
      }
      return state.nextWatcher
    }
    return (id, pictures)
  }

  func leave(_ id: Int) {
    let watcher = state.withLock { $0.watchers.removeValue(forKey: id) }
    watcher?.pictures.finish()
  }

  private static func waits(_ board: Board, _ state: State) -> String? {
    state.waitsFor ?? (board.isStale ? board.frame.name : nil)
  }

  private static func picture(_ board: Board, _ viewer: LiveViewer, _ state: State, cue: Cue?) -> ByteBuffer {
    let view = LiveView(board.frame, for: viewer, waitsFor: waits(board, state), cue: cue)
    var buffer = ByteBuffer()
    buffer.writeString("event: live\ndata: ")
    // A line of JSON with its end; an event needs one more.
    buffer.writeBytes(JSONLine.line(view))
    buffer.writeString("\n")
    return buffer
  }

  /// Sends a machine's picture to all who watch it, each kind made once.
  private static func send(_ machine: String, _ state: inout State, cue: Cue? = nil) {
    guard let board = state.boards[machine] else { return }
    var made: [LiveViewer: ByteBuffer] = [:]
    for watcher in state.watchers.values where watcher.machine == nil || watcher.machine == machine {
      let picture = made[watcher.viewer] ?? Self.picture(board, watcher.viewer, state, cue: cue)
      made[watcher.viewer] = picture
      watcher.pictures.yield(picture)
    }
  }

  // MARK: Following

  /// Follows the daemon until the program ends.
  package func run() async throws {
    let follower = FeedFollower(path: socket) { [self] in take($0) }
    let isOver = Mutex(false)
    let thread = PosixThread.start("deadmill-feed") { [self] in
      while !isOver.withLock({ $0 }) { follow(follower) }
    }
    await look()
    isOver.withLock { $0 = true }
    follower.stop()
    thread?.join()
    let watchers = state.withLock { state in
      defer { state.watchers = [:] }
      return state.watchers.values.map(\.pictures)
    }
    for pictures in watchers { pictures.finish() }
  }

  /// Looks for old frames until the program ends.
  private func look() async {
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      try? await Task.sleep(for: Self.lookEvery)
      markStale()
    }
  }

  private func follow(_ follower: FeedFollower) {
    do {
      try follower.run()
    } catch {
      logger.warning("\(error)")
      wait(for: "\(error)")
      PosixThread.pause(Self.retryAfter)
    }
  }

  private func take(_ news: FeedNews) {
    switch news {
    case .machines(let machines): list(machines)
    case .frame(let frame): take(frame)
    case .waiting(let path): wait(for: path)
    case .trace: break
    }
  }

  private func list(_ machines: [LiveMachine]) {
    state.withLock { state in
      state.machines = machines
      state.boards = state.boards.filter { id, _ in machines.contains { $0.id == id } }
      state.waitsFor = nil
    }
  }

  private func take(_ frame: LiveFrame) {
    state.withLock { state in
      state.waitsFor = nil
      var board = state.boards[frame.machine] ?? Board(frame: frame, receivedAt: .now)
      board.frame = frame
      board.receivedAt = .now
      board.isStale = false
      let cue = board.cues.take(frame)
      state.boards[frame.machine] = board
      Self.send(frame.machine, &state, cue: cue)
    }
  }

  private func wait(for path: String) {
    state.withLock { state in
      guard state.waitsFor != path else { return }
      state.waitsFor = path
      for machine in state.boards.keys { Self.send(machine, &state) }
    }
  }

  /// A daemon that is there and sends nothing is as good as none.
  private func markStale() {
    state.withLock { state in
      for (machine, board) in state.boards where !board.isStale && .now - board.receivedAt > Self.staleAfter {
        state.boards[machine]?.isStale = true
        Self.send(machine, &state)
      }
    }
  }
}
