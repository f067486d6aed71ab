// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's side of the local socket. Must not know: what is in a frame.
//
// One thread serves all readers. Whoever publishes only puts the message down and goes on: a slow reader costs itself
// old live frames, never anyone else anything.

import Foundation
import Synchronization

/// Serves frames and sets to any number of readers.
package final class FeedServer: Sendable {
  /// A reader that is this far behind is let go, bytes.
  private static let furthestBehind = 1 << 20
  private static let mostReaders = 64

  private let listener: UnixListener
  private let pending: Mutex<Pending>
  private let hello: Data
  private let finished = DispatchSemaphore(value: 0)

  private struct Pending: Sendable {
    /// The newest frame of each machine.
    var live: [String: Data] = [:]
    var kept: [Data] = []
    var isStopping = false
  }

  /// Listens on a path. A socket file that nobody answers on is left from a crash and is replaced.
  package init(path: String, softwareVersion: String, machine: String) throws(FeedError) {
    listener = try UnixListener(path: path)
    pending = Mutex(Pending())
    hello =
      FeedMessage.hello(
        protocolNumber: FeedMessage.protocolNumber, softwareVersion: softwareVersion, machine: machine
      ).line
    let thread = Thread { @Sendable in self.serve() }
    thread.name = "deadmill-feed"
    thread.start()
  }

  /// Publishes a frame; the newest of each machine wins. Never waits for a reader.
  package func publish(_ frame: LiveFrame) {
    let line = FeedMessage.live(frame).line
    pending.withLock { $0.live[frame.machine] = line }
    listener.wake()
  }

  /// Publishes a finished set, in the shape of `deadmill sets --json`; every reader gets it.
  package func publish(setJSON: String) {
    let line = FeedMessage.set(json: setJSON).line
    pending.withLock { $0.kept.append(line) }
    listener.wake()
  }

  /// Says goodbye, closes everything and removes the socket file. Returns when it is done; the second time at once.
  package func stop(reason: String) {
    let line = FeedMessage.bye(reason: reason).line
    let isFirst = pending.withLock { pending in
      defer { pending.isStopping = true }
      if !pending.isStopping { pending.kept.append(line) }
      return !pending.isStopping
    }
    guard isFirst else { return }
    listener.wake()
    finished.wait()
  }

  private func serve() {
    var readers: [FeedReader] = []
    var isStopping = false
    while !isStopping {
      let watched = readers.map { reader in
        let wants = reader.isBehind ? Int16(POLLIN) | Int16(POLLOUT) : Int16(POLLIN)
        return pollfd(fd: reader.descriptor, events: wants, revents: 0)
      }
      if let reader = listener.wait(
        watched, mayAccept: readers.count < Self.mostReaders, milliseconds: 1000)
      {
        readers.append(FeedReader(reader, hello: hello))
      }
      let taken = pending.withLock { pending in
        defer {
          pending.live = [:]
          pending.kept = []
        }
        return pending
      }
      isStopping = taken.isStopping
      for reader in readers { reader.serve(kept: taken.kept, live: taken.live.values) }
      readers.removeAll { $0.isGone || $0.bytesBehind > Self.furthestBehind }
    }
    listener.remove()
    finished.signal()
  }
}

/// One reader, as the server's thread sees it.
private final class FeedReader {
  private let socket: UnixSocket
  private var unsent: Data
  private(set) var isGone = false

  init(_ socket: consuming UnixSocket, hello: Data) {
    self.socket = socket
    unsent = hello
    flush()
  }

  var descriptor: Int32 { socket.descriptor }
  var isBehind: Bool { !unsent.isEmpty }
  var bytesBehind: Int { unsent.count }

  func serve(kept: [Data], live: some Collection<Data>) {
    // Readers have nothing to say; reading tells that one has gone.
    if socket.receive() == nil { isGone = true }
    flush()
    for line in kept { unsent.append(line) }
    // Frames are all or none: a reader that is behind gets newer ones later.
    if unsent.isEmpty { for line in live { unsent.append(line) } }
    flush()
  }

  private func flush() {
    while !unsent.isEmpty, !isGone {
      guard let count = socket.send(unsent) else {
        isGone = true
        return
      }
      if count == 0 { return }
      unsent = Data(unsent.dropFirst(count))
    }
  }
}
