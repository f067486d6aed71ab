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

  package let path: String
  private let listener: Int32
  private let wakeRead: Int32
  private let wakeWrite: Int32
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
    self.path = path
    guard UnixSocket.address(path) != nil else { throw .pathTooLong(path: path) }
    try Self.clear(path)
    guard let socket = UnixSocket() else { throw .cannotListen(path: path, code: errno) }
    let code = socket.attach(path, listening: true)
    guard code == 0 else {
      throw code == EADDRINUSE ? .alreadyRunning(path: path) : .cannotListen(path: path, code: code)
    }
    _ = unsafe chmod(path, 0o660)
    guard listen(socket.descriptor, 16) == 0 else { throw .cannotListen(path: path, code: errno) }
    socket.setNonBlocking()
    listener = dup(socket.descriptor)
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw .cannotListen(path: path, code: errno) }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    for descriptor in ends + [listener] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    wakeRead = ends[0]
    wakeWrite = ends[1]
    pending = Mutex(Pending())
    hello =
      FeedMessage.hello(
        protocolNumber: FeedMessage.protocolNumber, softwareVersion: softwareVersion, machine: machine
      ).line
    let thread = Thread { @Sendable in self.serve() }
    thread.name = "deadmill-feed"
    thread.start()
  }

  deinit {
    for descriptor in [listener, wakeRead, wakeWrite] { close(descriptor) }
  }

  /// Publishes a frame; the newest of each machine wins. Never waits for a reader.
  package func publish(_ frame: LiveFrame) {
    let line = FeedMessage.live(frame).line
    pending.withLock { $0.live[frame.machine] = line }
    wake()
  }

  /// Publishes a finished set, in the shape of `deadmill sets --json`; every reader gets it.
  package func publish(setJSON: String) {
    let line = FeedMessage.set(json: setJSON).line
    pending.withLock { $0.kept.append(line) }
    wake()
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
    wake()
    finished.wait()
  }

  private func wake() {
    var byte: UInt8 = 1
    // SAFETY: one byte from a variable of one byte.
    _ = unsafe write(wakeWrite, &byte, 1)
  }

  private static func clear(_ path: String) throws(FeedError) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return }
    // Only a socket can be left from a crash; anything else is somebody's file.
    guard attributes[.type] as? FileAttributeType == .typeSocket else { throw .noSocket(path: path) }
    guard let probe = UnixSocket() else { return }
    if probe.attach(path, listening: false) == 0 { throw .alreadyRunning(path: path) }
    _ = unsafe unlink(path)
  }

  private func serve() {
    var readers: [FeedReader] = []
    var isStopping = false
    while !isStopping {
      var watched = [
        pollfd(fd: wakeRead, events: Int16(POLLIN), revents: 0),
        // Full: whoever knocks waits in the system's queue, and does not keep this thread awake.
        pollfd(fd: readers.count < Self.mostReaders ? listener : -1, events: Int16(POLLIN), revents: 0),
      ]
      for reader in readers {
        let wants = reader.isBehind ? Int16(POLLIN) | Int16(POLLOUT) : Int16(POLLIN)
        watched.append(pollfd(fd: reader.descriptor, events: wants, revents: 0))
      }
      UnixSocket.poll(&watched, milliseconds: 1000)
      if watched[1].revents != 0, readers.count < Self.mostReaders, let reader = accept() {
        readers.append(reader)
      }
      drainWake()
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
    _ = unsafe unlink(path)
    finished.signal()
  }

  private func drainWake() {
    var bytes = [UInt8](repeating: 0, count: 64)
    // SAFETY: the length handed over is the array's own.
    while unsafe read(wakeRead, &bytes, bytes.count) > 0 {}
  }

  private func accept() -> FeedReader? {
    let descriptor = Foundation.accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let socket = UnixSocket(owning: descriptor)
    socket.setNonBlocking()
    return FeedReader(socket, hello: hello)
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
