// SPDX-License-Identifier: Apache-2.0
//
// Owns: a path that is listened on, and the bell that wakes whoever serves it. Must not know: what is served.

import Foundation

/// Listens on a path until it goes.
final class UnixListener: Sendable {
  let path: String
  private let listener: Int32
  /// Rung by whoever has put something down, from any thread.
  let bell: FeedBell

  /// A socket file that nobody answers on is left from a crash and is replaced. The group may connect.
  init(path: String) throws(FeedError) {
    self.path = path
    guard UnixSocket.address(path) != nil else { throw .pathTooLong(path: path) }
    try Self.clear(path)
    guard let socket = UnixSocket() else { throw .cannotListen(path: path, code: errno) }
    let code = socket.attach(path, listening: true)
    guard code == 0 else {
      throw code == EADDRINUSE ? .alreadyRunning(path: path) : .cannotListen(path: path, code: code)
    }
    // SAFETY: the path is copied during the call, here and where it is removed.
    _ = unsafe chmod(path, 0o660)
    guard listen(socket.descriptor, 16) == 0 else { throw .cannotListen(path: path, code: errno) }
    socket.setNonBlocking()
    guard let bell = FeedBell() else { throw .cannotListen(path: path, code: errno) }
    self.bell = bell
    listener = dup(socket.descriptor)
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(listener) }

  private static func clear(_ path: String) throws(FeedError) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return }
    // Only a socket can be left from a crash; anything else is somebody's file.
    guard attributes[.type] as? FileAttributeType == .typeSocket else { throw .noSocket(path: path) }
    guard let probe = UnixSocket() else { return }
    if probe.attach(path, listening: false) == 0 { throw .alreadyRunning(path: path) }
    _ = unsafe unlink(path)
  }

  /// Waits for somebody who knocks, for the bell, or for something on the others.
  /// - Parameters:
  ///   - mayAccept: where false, whoever knocks waits in the system's queue, and does not keep this thread awake.
  ///   - milliseconds: the longest wait; -1 for ever.
  /// - Returns: a new reader, where one knocked.
  func wait(_ others: [pollfd], mayAccept: Bool, milliseconds: Int32) -> UnixSocket? {
    var watched = [
      pollfd(fd: bell.readEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mayAccept ? listener : -1, events: Int16(POLLIN), revents: 0),
    ]
    watched += others
    UnixSocket.poll(&watched, milliseconds: milliseconds)
    bell.hear()
    return watched[1].revents != 0 ? accept() : nil
  }

  private func accept() -> UnixSocket? {
    let descriptor = Foundation.accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let socket = UnixSocket(owning: descriptor)
    socket.setNonBlocking()
    return socket
  }

  /// Removes the socket file.
  func remove() { _ = unsafe unlink(path) }
}
