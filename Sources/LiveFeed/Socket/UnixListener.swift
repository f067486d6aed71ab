// SPDX-License-Identifier: Apache-2.0
//
// Owns: a listening socket, and the wake pipe that wakes its thread. Must not know: what is served.

import CLinux
import Glibc
import Synchronization
import Waking

/// Listens on a path.
final class UnixListener: Sendable {
  /// How long a listener without a free descriptor waits before it accepts again.
  private static let pause = Duration.seconds(1)
  /// At once; more are served after the clients that are there.
  static let mostAtOnce = 32

  let path: String
  private let listener: Int32
  /// Rung after a message was stored, from any thread.
  let wakePipe: WakePipe
  private let pausedUntil = Mutex<ContinuousClock.Instant?>(nil)

  /// Replaces a socket file that a crash left behind. Its group may connect.
  /// - Parameter group: whose members may connect; nil, or a group that this process may not give away, leaves the one
  ///   that the file got from its folder.
  init(path: String, group: gid_t? = nil) throws(FeedError) {
    self.path = path
    guard UnixSocket.address(path) != nil else { throw .pathTooLong(path: path) }
    try Self.clear(path)
    guard let socket = UnixSocket() else { throw .cannotListen(path: path, code: errno) }
    let code = socket.attach(path, listening: true)
    guard code == 0 else {
      throw code == EADDRINUSE ? .alreadyRunning(path: path) : .cannotListen(path: path, code: code)
    }
    // SAFETY: the path is copied during the call, here and in the calls below.
    if let group { _ = unsafe chown(path, uid_t.max, group) }
    _ = unsafe chmod(path, 0o660)
    guard listen(socket.descriptor, 64) == 0 else { throw .cannotListen(path: path, code: errno) }
    socket.setNonBlocking()
    guard let wakePipe = WakePipe() else { throw .cannotListen(path: path, code: errno) }
    let copy = fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .cannotListen(path: path, code: errno) }
    self.wakePipe = wakePipe
    listener = copy
  }

  deinit { close(listener) }

  private static func clear(_ path: String) throws(FeedError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    // Only a socket can be left from a crash; anything else belongs to another program.
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .noSocket(path: path) }
    guard let probe = UnixSocket() else { return }
    if probe.attach(path, listening: false) == 0 { throw .alreadyRunning(path: path) }
    _ = unsafe unlink(path)
  }

  /// Waits for a new connection, the wake pipe, or an event on the others.
  /// - Parameter milliseconds: the longest wait; -1 for ever.
  /// - Returns: whether there is a connection to accept.
  func wait(_ others: [pollfd], milliseconds: Int32) -> Bool {
    let paused = pausedUntil.withLock { $0 }
    let left = paused.map { $0 - ContinuousClock.now } ?? .zero
    let isPaused = left > .zero
    var watched = [
      pollfd(fd: wakePipe.readEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isPaused ? -1 : listener, events: Int16(POLLIN), revents: 0),
    ]
    watched += others
    UnixSocket.poll(&watched, milliseconds: isPaused ? min(milliseconds, 1000) : milliseconds)
    wakePipe.clear()
    return watched[1].revents != 0
  }

  /// A connection that waits to be accepted; nil if there is none. Without a free descriptor it accepts none for a
  /// second, since poll(2) would return at once each time.
  func accept() -> UnixSocket? {
    let descriptor = dm_sys_accept(listener)
    guard descriptor >= 0 else {
      if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(-descriptor) {
        pausedUntil.withLock { $0 = ContinuousClock.now + Self.pause }
      }
      return nil
    }
    return UnixSocket(owning: descriptor)
  }

  /// Removes the socket file.
  func remove() { _ = unsafe unlink(path) }
}
