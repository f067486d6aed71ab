// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's side of the live socket. Must not know: what is in a frame.
//
// One thread serves all clients. Publishing only stores a message: a slow client misses old frames itself and delays no
// other client.

import FoundationEssentials
import Glibc
import Synchronization
import Waking

/// Serves frames, pulses, edges and changes to any number of clients.
package final class FeedServer: Sendable {
  package static let mostReaders = 64

  private let listener: UnixListener
  private let software: String
  private let patience: Duration
  private let changes: ChangeReading?
  private let pending: Mutex<Pending>
  private let reading = Atomic<Bool>(false)
  private let held = Atomic<Int>(0)
  private let dismissed = Atomic<Int>(0)
  private let thread = Mutex<PosixThread?>(nil)

  private struct Pending: Sendable {
    var machines: [LiveMachine]
    var haveMachinesChanged = false
    /// The newest frame of each machine.
    var live: [String: FrameLine] = [:]
    var frames = 0
    var streams: [Int: FeedStream] = [:]
    var nextKey = 0
    var bye: String?
  }

  /// Listens on a path. Replaces a socket file that a crash left behind.
  /// - Parameters:
  ///   - group: whose members may connect; nil for that of the process.
  ///   - patience: how long a client may read nothing before it is disconnected.
  package init(
    path: String, software: String, machines: [LiveMachine], changes: ChangeSource? = nil,
    group: UInt32? = nil, patience: Duration = .seconds(10)
  ) throws(FeedError) {
    listener = try UnixListener(path: path, group: group ?? getegid())
    self.software = software
    self.patience = patience
    self.changes = changes.map { [wakePipe = listener.wakePipe] in ChangeReading($0, wakePipe: wakePipe) }
    pending = Mutex(Pending(machines: machines))
    let thread = PosixThread.start("deadmill-feed") { self.serve() }
    guard let thread else { throw .cannotListen(path: path, code: EAGAIN) }
    self.thread.withLock { $0 = thread }
  }

  /// Rung after a message was stored, from any thread.
  package var wakePipe: WakePipe { listener.wakePipe }

  /// Whether there is any client.
  package var hasReaders: Bool { reading.load(ordering: .relaxed) }

  /// Memory kept for all clients together, bytes.
  package var bytesHeld: Int { held.load(ordering: .relaxed) }

  /// How many clients were found too slow since the start.
  package var slowClients: Int { dismissed.load(ordering: .relaxed) }

  /// The machines there are from now on; clients get them when they differ from those before.
  package func publish(machines: [LiveMachine]) {
    let isNew = pending.withLock { pending in
      guard pending.machines != machines else { return false }
      pending.machines = machines
      pending.haveMachinesChanged = true
      pending.live = pending.live.filter { id, _ in machines.contains { $0.id == id } }
      return true
    }
    if isNew { wakePipe.wake() }
  }

  /// Publishes a frame; the newest of each machine wins. Never waits, and costs nothing without a client.
  package func publish(_ frame: LiveFrame) {
    guard hasReaders else { return }
    let line = FeedMessage.live(frame).line
    guard !line.isEmpty else { return }
    pending.withLock { pending in
      guard pending.machines.contains(where: { $0.id == frame.machine }) else { return }
      pending.frames += 1
      pending.live[frame.machine] = FrameLine(number: pending.frames, line: line)
    }
    wakePipe.wake()
  }

  /// Something was written to the log: clients that watch changes get it.
  package func logChanged() { changes?.look() }

  /// Serves a stream until `unfollow`.
  /// - Returns: what to end it with.
  package func follow(_ stream: FeedStream) -> Int {
    let key = pending.withLock { pending in
      pending.nextKey += 1
      pending.streams[pending.nextKey] = stream
      return pending.nextKey
    }
    wakePipe.wake()
    return key
  }

  package func unfollow(_ key: Int) { pending.withLock { $0.streams[key] = nil } }

  /// Sends a goodbye, closes everything and removes the socket file. Returns when that is done; the second time at once.
  package func stop(reason: String) {
    pending.withLock { $0.bye = $0.bye ?? reason }
    wakePipe.wake()
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }

  private func serve() {
    var readers: [FeedReader] = []
    var nextKey = 0
    while true {
      if listener.wait(readers.map(\.watched), milliseconds: 1000) { accept(&readers, &nextKey) }
      let taken = pending.withLock { pending in
        defer { pending.haveMachinesChanged = false }
        return pending
      }
      let news = news(taken)
      for reader in readers where reader.serve(news) { dismissed.wrappingAdd(1, ordering: .relaxed) }
      serveChanges(readers)
      if let reason = taken.bye {
        for reader in readers { reader.say(.bye(reason: reason)) }
        break
      }
      readers.removeAll(where: \.isGone)
      reading.store(!readers.isEmpty, ordering: .relaxed)
      held.store(readers.reduce(0) { $0 + $1.bytesHeld }, ordering: .relaxed)
      for stream in taken.streams.values {
        stream.setWanted(readers.contains { $0.wants(stream, taken.machines) })
      }
    }
    changes?.stop()
    listener.remove()
  }

  private func news(_ taken: Pending) -> ServerNews {
    var news = ServerNews()
    news.machines = taken.machines
    if taken.haveMachinesChanged { news.machinesLine = FeedMessage.machines(taken.machines).line }
    news.live = taken.live
    // Fetched even if no client wants them: the next one that asks gets none that are old.
    news.batches = taken.streams.sorted { $0.key < $1.key }.map {
      StreamBatch(stream: $0.value, lines: $0.value.fetch())
    }
    return news
  }

  private func serveChanges(_ readers: [FeedReader]) {
    guard let changes else { return }
    for found in changes.takeFound() { readers.first { $0.key == found.reader }?.take(found) }
    changes.want(readers.compactMap(\.wish))
  }

  private func accept(_ readers: inout [FeedReader], _ nextKey: inout Int) {
    let machines = pending.withLock { $0.machines }
    let hello = FeedHello(
      software: software, capabilities: FeedKind.allCases.map(\.rawValue), machines: machines)
    for _ in 0..<UnixListener.mostAtOnce {
      guard let socket = listener.accept() else { return }
      guard readers.count < Self.mostReaders else {
        FeedFault.refuse(socket, most: Self.mostReaders)
        continue
      }
      // Before the greeting: a client that was greeted gets every frame from then on.
      reading.store(true, ordering: .relaxed)
      nextKey += 1
      readers.append(
        FeedReader(socket, key: nextKey, hello: FeedMessage.hello(hello).line, patience: patience))
    }
  }
}

extension FeedFault {
  /// Refuses a client with the reason.
  static func refuse(_ socket: borrowing UnixSocket, most: Int) {
    let fault = FeedFault(.tooManyClients, "\(most) clients are connected already; close one of them")
    _ = socket.send(FeedMessage.error(fault).line)
  }
}
